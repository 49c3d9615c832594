"""What an event says that says several things at once: all of them may follow, or the event may not."""

from collections.abc import Iterator
from typing import NamedTuple

from services.contracts import partnerships as said
from services.contracts.facts import Data

WHOLE = ("date", "checkIn")
"""Members that the things of a check-in share with it."""


class Statement(NamedTuple):
    """One of the things that an event says; `at`: where it stands in the event, as a JSON pointer."""

    data: Data
    at: str = "/data"

    def pointer(self, pointer: str) -> str:
        """Where in the event a member of this is."""
        member = pointer.removeprefix("/data/")
        if self.at == "/data" or member in WHOLE:
            return pointer
        return self.at if isinstance(self.data, said.ActionDone) else f"{self.at}/{member}"


def statements(data: Data) -> list[Statement]:
    """What the event says, in the order in which it counts; of most events, themselves."""
    if not isinstance(data, said.CheckInRecorded):
        return [Statement(data)]
    return list(_of_check_in(data))


def _of_check_in(data: said.CheckInRecorded) -> Iterator[Statement]:
    """What was open is closed before anything new is raised."""
    day, check_in = data.date, data.check_in
    yield Statement(
        said.CheckInHeld(
            check_in=check_in, date=day, attendees=data.attendees, progress=data.progress, notes=data.notes
        )
    )
    for index, item in enumerate(data.resolutions):
        resolved = said.ChallengeResolved(challenge=item.challenge, text=item.text, date=day)
        yield Statement(resolved, f"/data/resolutions/{index}")
    for index, action in enumerate(data.done):
        yield Statement(said.ActionDone(action=action, date=day), f"/data/done/{index}")
    for index, challenge in enumerate(data.challenges):
        raised = said.ChallengeRaised(challenge=challenge.challenge, text=challenge.text, date=day, check_in=check_in)
        yield Statement(raised, f"/data/challenges/{index}")
    for index, agreed in enumerate(data.actions):
        action_agreed = said.ActionAgreed(
            action=agreed.action,
            text=agreed.text,
            owner=agreed.owner,
            side=agreed.side,
            due=agreed.due,
            date=day,
            check_in=check_in,
        )
        yield Statement(action_agreed, f"/data/actions/{index}")
    for index, adjusted in enumerate(data.adjustments):
        amended = said.AgreementAmended(
            amendment=adjusted.amendment,
            what=adjusted.what,
            why=adjusted.why,
            effective=adjusted.effective,
            cadence_days=adjusted.cadence_days,
            check_in=check_in,
            date=day,
        )
        yield Statement(amended, f"/data/adjustments/{index}")
