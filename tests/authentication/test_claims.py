"""From claims to grants."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.authentication.claims import InvalidMapping, grants_from_claims, parse_mapping
from services.core.access import Role, Scope

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MAPPING = """
[[grant]]
claim = "groups"
value = "analysts"
role = "district_analyst"
districts = { claim = "https://example.org/districts" }

[[grant]]
claim = ["realm_access", "roles"]
value = "leader"
role = "school_leader"
districts = ["255901"]
schools = { claim = "school" }

[[grant]]
claim = "groups"
value = "consortium"
role = "consortium_analyst"

[[grant]]
claim = "groups"
value = "admins"
role = "district_admin"
districts = "*"
"""
DISTRICTS = "https://example.org/districts"
IN_SCHOOL = Scope(frozenset({"255901"}), frozenset({"s"}))
TABLE: list[tuple[dict[str, Any], list[tuple[Role, Scope]]]] = [
    ({}, []),
    ({"groups": []}, []),
    ({"groups": "analysts", DISTRICTS: "a"}, [(Role.DISTRICT_ANALYST, Scope(frozenset({"a"})))]),
    ({"groups": ["x", "analysts"], DISTRICTS: ["a", "b", 3]}, [(Role.DISTRICT_ANALYST, Scope(frozenset({"a", "b"})))]),
    ({"groups": ["analysts"]}, []),
    ({"groups": ["analysts"], DISTRICTS: []}, []),
    ({"groups": ["analysts"], DISTRICTS: None}, []),
    ({"groups": ["analysts"], DISTRICTS: {"a": 1}}, []),
    ({"groups": ["analysts2"], DISTRICTS: ["a"]}, []),
    ({"groups": {"analysts": True}, DISTRICTS: ["a"]}, []),
    ({"realm_access": {"roles": ["leader"]}, "school": "s"}, [(Role.SCHOOL_LEADER, IN_SCHOOL)]),
    ({"realm_access": ["roles", "leader"], "school": "s"}, []),
    ({"realm_access.roles": ["leader"], "school": "s"}, []),
    ({"groups": ["admins", "consortium"]}, [(Role.CONSORTIUM_ANALYST, Scope()), (Role.DISTRICT_ADMIN, Scope())]),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "expected"), TABLE)
def test_claims_give_grants(claims: dict[str, Any], expected: list[tuple[Role, Scope]]) -> None:
    grants = grants_from_claims(claims, parse_mapping(MAPPING), NOW)
    assert [(grant.role, grant.scope) for grant in grants] == expected


WRONG = {
    "no TOML": "[[grant",
    "nothing": "",
    "another table": "[grant2]\n",
    "no claim": '[[grant]]\nrole = "operator"\n',
    "a role that is none": '[[grant]]\nclaim = "g"\nrole = "admin"\n',
    "a member that is none": '[[grant]]\nclaim = "g"\nrole = "operator"\ndistrict = "a"\n',
    "a district role without districts": '[[grant]]\nclaim = "g"\nrole = "district_admin"\n',
    "a leader without schools": '[[grant]]\nclaim = "g"\nrole = "school_leader"\ndistricts = "*"\n',
    "a partner without partnerships": '[[grant]]\nclaim = "g"\nrole = "partner"\n',
    "an empty list": '[[grant]]\nclaim = "g"\nrole = "district_admin"\ndistricts = []\n',
    "a number": '[[grant]]\nclaim = "g"\nrole = "district_admin"\ndistricts = 1\n',
    "a value that is no text": '[[grant]]\nclaim = "g"\nvalue = 1\nrole = "operator"\n',
}


@pytest.mark.parametrize("name", WRONG)
def test_refuses_a_mapping_with(name: str) -> None:
    with pytest.raises(InvalidMapping):
        parse_mapping(WRONG[name])


def test_a_partner_of_an_organisation_needs_no_partnership() -> None:
    rules = parse_mapping('[[grant]]\nclaim = "org"\nrole = "partner"\norganisations = { claim = "org" }\n')
    (grant,) = grants_from_claims({"org": "boys-and-girls"}, rules, NOW)
    assert grant.scope == Scope(organisations=frozenset({"boys-and-girls"}))
