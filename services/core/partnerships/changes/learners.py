"""What changes for and through learners: goals, places and stories."""

from datetime import date

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.partnerships.changes.change import Changes, changes
from services.core.partnerships.partnership import Goal, GoalOutcome, GoalVersion, Partnership, Stay, Story
from services.core.partnerships.placements import open_stay
from services.core.partnerships.timeline import with_entry


@changes.register
def _(data: said.GoalSet, before: Partnership, day: date) -> Changes:
    return _goal(before, GoalVersion(since=day, value=data))


@changes.register
def _(data: said.GoalRevised, before: Partnership, day: date) -> Changes:
    value = said.GoalSet(**{name: getattr(data, name) for name in said.GoalSet.__struct_fields__})
    return _goal(before, GoalVersion(since=day, value=value, why=data.why, check_in=data.check_in))


def _goal(before: Partnership, version: GoalVersion) -> Changes:
    name = version.value.goal
    versions = before.goals[name].versions if name in before.goals else ()
    index = len(versions)
    while version.value.date is not None and index and versions[index - 1].since > version.since:
        index -= 1  # told late: what was revised since then stays the last
    return {"goals": before.goals | {name: Goal(versions=(*versions[:index], version, *versions[index:]))}}


@changes.register
def _(data: said.GoalMet, before: Partnership, day: date) -> Changes:
    met = not isinstance(data, said.GoalMissed)
    outcome = GoalOutcome(met=met, value=data.value, n=data.n, date=day)
    *earlier, last = before.goals[data.goal].versions
    return {"goals": before.goals | {data.goal: Goal(versions=(*earlier, replace(last, outcome=outcome)))}}


@changes.register
def _(data: said.CapacitySet, before: Partnership, day: date) -> Changes:
    return {"capacities": with_entry(before.capacities, day, data.places)}


@changes.register
def _(data: said.ParticipantWaitlisted, before: Partnership, day: date) -> Changes:
    return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, waiting=day))}


@changes.register
def _(data: said.ParticipantPlaced, before: Partnership, day: date) -> Changes:
    here = open_stay(before, data)
    if here is None:
        return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, placed=day))}
    return _stay(before, here, placed=day)


@changes.register
def _(data: said.ParticipantReleased, before: Partnership, day: date) -> Changes:
    here = open_stay(before, data)
    return {} if here is None else _stay(before, here, released=day)


def _stay(before: Partnership, stay: Stay, **changed: date) -> Changes:
    return {"stays": tuple(replace(kept, **changed) if kept is stay else kept for kept in before.stays)}


@changes.register
def _(data: said.StoryPublished, before: Partnership, day: date) -> Changes:
    return {"stories": before.stories | {data.story: Story(day, data)}}
