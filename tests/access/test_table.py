"""The table of roles is that of the model, and decisions follow it for own, shared and foreign things."""

from dataclasses import replace

import pytest

from services.core.access import ANONYMOUS, DEVELOPMENT, Operation, Role, Target, may, scope_for
from services.core.access.decisions import relation_of
from services.core.access.table import FOR_ANYBODY, LEARNER_DERIVED, TABLE, Relation, Verdict, rule_of
from tests.access.people import FOREIGN, ORGANISATIONS, OWN, PARTNERSHIPS, PEOPLE, SCHOOLS, scope_of

ROLES = (
    Role.DISTRICT_ADMIN, Role.DISTRICT_ANALYST, Role.SCHOOL_LEADER, Role.COORDINATOR, Role.PARTNER,
    Role.CONSORTIUM_ANALYST, Role.PUBLISHER, Role.OPERATOR,
)  # fmt: skip
LETTERS = {"y": Verdict.YES, "-": Verdict.NO, "c": Verdict.PARTICIPANTS, "p": Verdict.PROTECTED}
MODEL = {  # a letter for each of ROLES, in their order
    Operation.READ_CATALOGUE: "yyyyyyyy",
    Operation.READ_VIEWER: "yyyyyyyy",
    Operation.READ_PUBLIC_STORIES: "yyyyyyyy",
    Operation.READ_DIRECTORY: "yyyy-y--",
    Operation.READ_LEARNER_METRICS: "yyycpp--",
    Operation.READ_PARTNERSHIP_METRICS: "yyyyyy--",
    Operation.READ_PARTNERSHIPS: "yyyyyy--",
    Operation.READ_SAVED_QUERIES: "yyyyyy--",
    Operation.EXPORT: "yyyyyy--",
    Operation.PROPOSE: "y--y----",
    Operation.EDIT: "y--yy---",
    Operation.DECIDE: "y--y----",
    Operation.ACT_FOR_DISTRICT: "y--y----",
    Operation.ACT_FOR_PARTNER: "----y---",
    Operation.PLACE: "y-yy----",
    Operation.PUBLISH_TO_DISTRICT: "y--y----",
    Operation.PUBLISH_TO_PARTNERS: "y--yy---",
    Operation.PUBLISH_TO_EVERYBODY: "y--y----",
    Operation.SAVE_PRIVATE: "yyyyyy--",
    Operation.SAVE_FOR_DISTRICT: "yy-y-y--",
    Operation.SAVE_FOR_CONSORTIUM: "yy-y-y--",
    Operation.APPEND_EVENTS: "------y-",
    Operation.IMPORT_RECORDS: "y-----y-",
    Operation.IMPORT_PARTICIPATIONS: "y--y--y-",
    Operation.IMPORT_ENGAGEMENTS: "y--yy-y-",
    Operation.READ_DATA_QUALITY: "yy-y----",
    Operation.READ_DATA_HEALTH: "yy-y---y",
    Operation.READ_REFUSALS: "yy-y--yy",
    Operation.OPERATE: "-------y",
    Operation.GIVE_ACCESS: "y---y---",
    Operation.WRITE_POLICIES: "y-------",
    Operation.READ_AGREEMENTS: "yy-yyy--",
    Operation.SIGN_FOR_DISTRICT: "y-------",
    Operation.SIGN_FOR_PARTNER: "----y---",
    Operation.READ_AUDIT: "y---y--y",
    Operation.REQUEST_ERASURE: "y-------",
    Operation.CARRY_OUT_ERASURE: "-------y",
}


def target(district: str, *, only_participants: bool = False) -> Target:
    schools = frozenset({SCHOOLS[district]})
    return Target(
        (district,), schools, PARTNERSHIPS[district], (ORGANISATIONS[district],), only_participants=only_participants
    )


@pytest.mark.parametrize("operation", Operation)
def test_each_line_of_the_table_is_that_of_the_model(operation: Operation) -> None:
    for role, letter in zip(ROLES, MODEL[operation], strict=True):
        rule, answer = rule_of(role, operation), LETTERS[letter]
        assert answer is (rule.shared if answer is Verdict.PROTECTED else rule.own), role
        assert rule.of(Relation.FOREIGN) is Verdict.NO
    assert TABLE.keys() == set(Operation)


@pytest.mark.parametrize("role", Role)
def test_a_decision_follows_the_table_and_nothing_foreign_is_allowed(role: Role) -> None:
    for operation in set(Operation) - FOR_ANYBODY:
        own = rule_of(role, operation).own
        assert may(PEOPLE[role], operation, target(OWN)) is (own is Verdict.YES), operation
        plain = own in (Verdict.YES, Verdict.PARTICIPANTS)
        assert may(PEOPLE[role], operation, target(OWN, only_participants=True)) is plain
        anywhere = role is Role.OPERATOR and own is Verdict.YES
        assert may(PEOPLE[role], operation, target(FOREIGN)) is anywhere, operation
        scopes = scope_for(PEOPLE[role], operation)
        assert scopes == ((scope_of(role),) if own is Verdict.YES else ())


def test_what_comes_from_learners_is_never_the_own_of_whoever_is_outside() -> None:
    for role in (Role.PARTNER, Role.CONSORTIUM_ANALYST):
        for operation in LEARNER_DERIVED:
            assert relation_of(role, scope_of(role), operation, target(OWN)) is Relation.SHARED


def test_a_proposal_needs_all_of_its_districts() -> None:
    both = Target((OWN, FOREIGN), every=True)
    assert not may(PEOPLE[Role.DISTRICT_ADMIN], Operation.PROPOSE, both)
    assert not may(PEOPLE[Role.DISTRICT_ADMIN], Operation.PROPOSE, Target(every=True)), "of no district it is nobody's"


def test_a_sample_person_of_a_server_without_sign_in_is_held_to_their_role() -> None:
    sample = replace(PEOPLE[Role.DISTRICT_ANALYST], kind="development")
    assert may(sample, Operation.READ_LEARNER_METRICS, target(OWN))
    assert not may(sample, Operation.READ_LEARNER_METRICS, target(FOREIGN))
    assert not may(sample, Operation.EDIT, target(OWN))
    assert sample.sight == PEOPLE[Role.DISTRICT_ANALYST].sight


def test_without_grants_there_is_what_is_for_anybody() -> None:
    assert {operation for operation in Operation if may(ANONYMOUS, operation)} == FOR_ANYBODY
    assert {operation for operation in Operation if may(DEVELOPMENT, operation)} == set(Operation)
