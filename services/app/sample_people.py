"""The people of the demo's menu: one for each role, with the scope of somebody in the sample consortium."""

from datetime import UTC, datetime

from services.authentication.authenticator import SamplePerson
from services.core.access import Grant, Role, Scope

_ALWAYS = datetime.min.replace(tzinfo=UTC)
_HARBOR_CITY, _SCHOOL = frozenset({"100020"}), frozenset({"100020201"})


def _person(key: str, name: str, summary: str, role: Role, scope: Scope) -> SamplePerson:
    return SamplePerson(key, name, summary, (Grant(f"sample-{key}", role, scope, _ALWAYS, None, "the demo"),))


_PEOPLE = (
    _person(
        "analyst",
        "Clara, consortium analyst",
        "Compares the partnerships of all districts; sees numbers of learners only as far as districts share them.",
        Role.CONSORTIUM_ANALYST,
        Scope(),
    ),
    _person(
        "admin",
        "Dario, district administrator",
        "Sees and may do everything in Harbor City Public Schools.",
        Role.DISTRICT_ADMIN,
        Scope(districts=_HARBOR_CITY),
    ),
    _person(
        "district-analyst",
        "Dunja, district analyst",
        "Sees all numbers of Harbor City Public Schools, and changes nothing but her own saved queries.",
        Role.DISTRICT_ANALYST,
        Scope(districts=_HARBOR_CITY),
    ),
    _person(
        "leader",
        "Leo, school leader",
        "Sees the numbers of Harbor High School, and places its students.",
        Role.SCHOOL_LEADER,
        Scope(districts=_HARBOR_CITY, schools=_SCHOOL),
    ),
    _person(
        "coordinator",
        "Corinne, coordinator",
        "Runs the partnerships of Harbor City Public Schools.",
        Role.COORDINATOR,
        Scope(districts=_HARBOR_CITY),
    ),
    _person(
        "partner",
        "Pat, partner",
        "Works for Quillon Community College, in its college bridge.",
        Role.PARTNER,
        Scope(partnerships=frozenset({"college-bridge"}), organisations=frozenset({"quillon"})),
    ),
    _person(
        "publisher",
        "Pubudu, publisher",
        "Sends events of Harbor City Public Schools, and reads none.",
        Role.PUBLISHER,
        Scope(districts=_HARBOR_CITY),
    ),
    _person(
        "operator",
        "Oona, operator",
        "Keeps the server running, and sees no student data.",
        Role.OPERATOR,
        Scope(),
    ),
)


def sample_people() -> dict[str, SamplePerson]:
    """By key, in the order of the menu."""
    return {person.key: person for person in _PEOPLE}
