"""One principal of each role, over the same two districts and partnerships."""

from datetime import UTC, datetime

from services.core.access import Grant, Principal, Role, Scope

ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)
OWN, FOREIGN, MISSING = "district-one", "district-two", "district-none"
SCHOOLS = {OWN: "S1", FOREIGN: "S2", MISSING: "S0"}
PARTNERSHIPS = {OWN: "hospital", FOREIGN: "faraway", MISSING: "nowhere0"}
ORGANISATIONS = {OWN: "mercy", FOREIGN: "college"}


def scope_of(role: Role, district: str = OWN) -> Scope:
    """The scope that a role has in a district."""
    districts = frozenset({district})
    match role:
        case Role.PARTNER:
            return Scope(organisations=frozenset({ORGANISATIONS[district]}))
        case Role.SCHOOL_LEADER:
            return Scope(districts=districts, schools=frozenset({SCHOOLS[district]}))
        case Role.OPERATOR:
            return Scope()
    return Scope(districts=districts)


def person(role: Role, scope: Scope | None = None) -> Principal:
    grant = Grant(f"grant-{role}", role, scope or scope_of(role), ALWAYS)
    return Principal(f"a {role}", grants=(grant,))


PEOPLE = {role: person(role) for role in Role}
