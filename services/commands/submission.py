"""The key and the version with which placements are sent, and what was placed under that key before."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from services.commands.model import CommandCode, CommandError
from services.contracts.decode import decode_partnership
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code
from services.core.access import Principal
from services.core.partnerships.event_facts import fingerprint
from services.core.partnerships.partnership import Partnership
from services.store.port import AcceptedEvent


@dataclass(frozen=True, slots=True)
class Submission:
    """How a client sends placements.

    Attributes:
        key: names the intention: sent again with the same key, it counts once for each learner.
        expected_version: it counts only if the partnership still has this version; None: whatever it has.
        sent: what was sent beside the students, such as a date; None in it is what was left out.
    """

    key: str | None = None
    expected_version: int | None = None
    sent: tuple[object, ...] = ()


PLAIN = Submission()
"""Without a key and a version."""


@dataclass(frozen=True, slots=True)
class MarkedEvents:
    """Marks the events of one submission, and knows those that stand in the partnership already.

    Attributes:
        standing: by learner key the last event that the same submission has said of the learner before.
    """

    request_key: str | None
    digest: str | None
    expected_version: int | None
    standing: Mapping[str, PartnershipEvent]

    def check_version(self, state: Partnership) -> None:
        """Raises CommandError if the partnership is not as the client saw it."""
        if self.expected_version not in (None, state.version):
            raise _version_conflict(state)

    def mark(self, events: Sequence[PartnershipEvent]) -> list[PartnershipEvent]:
        """The events with the key, and each expecting the version that the one before it makes."""
        first = self.expected_version
        return [
            msgspec.structs.replace(
                event,
                requestkey=self.request_key,
                requestdigest=self.digest,
                expectedversion=None if first is None else first + number,
            )
            for number, event in enumerate(events)
        ]

    def check_accepted(self, events: Sequence[PartnershipEvent], state: Partnership) -> None:
        """Raises CommandError if a version was expected, and something else was said before these events."""
        if self.expected_version is not None and any(fingerprint(event) not in state.seen for event in events):
            raise _version_conflict(state)


def marked_events(
    principal: Principal, submission: Submission, request: Sequence[object], events: Sequence[AcceptedEvent]
) -> MarkedEvents:
    """What the submission has said before, by the events of the partnership.

    Args:
        request: what to do with whom, by learner keys: no student id is kept, nor a digest of one.

    Raises:
        CommandError: the key was used for another request.
    """
    if submission.key is None:
        return MarkedEvents(None, None, submission.expected_version, {})
    request_key = hashlib.sha256(f"{principal.name}\0{submission.key}".encode()).hexdigest()
    digest = hashlib.sha256(msgspec.json.encode((*request, *submission.sent))).hexdigest()
    keyed = (event for event in events if request_key.encode() in event.raw)
    decoded = (decode_partnership(event.raw, event.appended_at) for event in keyed)
    standing = [event for event in decoded if event.requestkey == request_key]
    if any(event.requestdigest != digest for event in standing):
        message = f"the key {submission.key[:100]!r} was used for another request; take a new one for a new intention"
        raise CommandError(CommandCode.IDEMPOTENCY_CONFLICT, "idempotencyKey", message)
    by_learner = {str(getattr(event.data, "learner", "")): event for event in standing}
    return MarkedEvents(request_key, digest, submission.expected_version, by_learner)


def _version_conflict(state: Partnership) -> CommandError:
    message = f"the partnership has version {state.version} by now; read it again, and decide anew"
    return CommandError(Code.VERSION_CONFLICT, "expectedVersion", message)
