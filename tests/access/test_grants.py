"""Grants hold for their time and their scope, and a principal of districts is one of grants."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.core.access import ANONYMOUS, DEVELOPMENT, Grant, Principal, Role, Scope, is_in_force
from services.core.access.grants import missing_in_scope

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADMIN = Grant("g", Role.DISTRICT_ADMIN, Scope(districts=frozenset({"d"})), NOON, NOON + timedelta(hours=1), "ana")


@pytest.mark.parametrize(("minutes", "holds"), [(-1, False), (0, True), (59, True), (60, False)])
def test_a_grant_holds_from_its_first_moment_until_just_before_its_last(minutes: int, holds: bool) -> None:
    assert is_in_force(ADMIN, NOON + timedelta(minutes=minutes)) is holds
    assert is_in_force(replace(ADMIN, until=None), NOON + timedelta(minutes=minutes)) is (minutes >= 0)


def test_a_principal_at_a_moment_has_only_the_grants_in_force() -> None:
    principal = Principal("ana", grants=(ADMIN,))
    assert principal.districts == frozenset({"d"})
    assert principal.at(NOON) is principal
    assert principal.at(NOON + timedelta(hours=1)) == Principal("ana")


def test_roles_outside_and_roles_without_data_know_of_no_district() -> None:
    def with_role(role: Role, scope: Scope) -> Principal:
        return Principal("p", grants=(Grant("g", role, scope, NOON),))

    for role in (Role.PARTNER, Role.PUBLISHER, Role.OPERATOR):
        assert with_role(role, Scope()).districts == frozenset()
    partner = with_role(Role.PARTNER, Scope(organisations=frozenset({"o"})))
    assert partner.partnerships == frozenset()


def test_development_may_see_everything_and_nobody_nothing() -> None:
    assert DEVELOPMENT.districts is None
    assert {grant.role for grant in DEVELOPMENT.held} == {Role.DISTRICT_ADMIN, Role.PARTNER}
    assert ANONYMOUS.held == ()


@pytest.mark.parametrize(
    ("role", "scope", "missing"),
    [
        (Role.DISTRICT_ADMIN, Scope(), ("districts",)),
        (Role.SCHOOL_LEADER, Scope(districts=frozenset({"d"})), ("schools",)),
        (Role.PARTNER, Scope(), ("partnerships", "organisations")),
        (Role.PARTNER, Scope(organisations=frozenset({"o"})), ()),
        (Role.OPERATOR, Scope(), ()),
    ],
)
def test_a_scope_names_what_its_role_needs(role: Role, scope: Scope, missing: tuple[str, ...]) -> None:
    assert missing_in_scope(role, scope) == missing
