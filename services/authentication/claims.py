"""Which grants the claims of a token give: a pure mapping, which the operator writes in a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from services.core.access import Grant, Role, Scope
from services.core.access.grants import missing_in_scope

Path = tuple[str, ...]
"""The names that lead to a claim: `("realm_access", "roles")`."""
SCOPE_PARTS = tuple(part.name for part in fields(Scope))
_MEMBERS = {"claim", "value", "role", *SCOPE_PARTS}
ALL = "*"


class InvalidMapping(Exception):
    """The mapping cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class ScopePart:
    """Where one part of a scope comes from: a claim, or fixed ids (None: all there are)."""

    claim: Path | None = None
    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Whoever has the value in the claim gets the role.

    Attributes:
        value: that the claim equals, or that is one of its items; None: any.
        scope: the parts that the rule names.
    """

    claim: Path
    value: str | None
    role: Role
    scope: Mapping[str, ScopePart]


def parse_mapping(text: str) -> tuple[ClaimRule, ...]:
    """The rules of a TOML file. Raises InvalidMapping."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidMapping(str(error)) from None
    rules = document.pop("grant", [])
    if document or not isinstance(rules, list) or not rules:
        raise InvalidMapping("the file has one or more [[grant]] and nothing else")
    return tuple(_rule(rule, number) for number, rule in enumerate(rules, 1))


def grants_from_claims(claims: Mapping[str, Any], rules: tuple[ClaimRule, ...], now: datetime) -> tuple[Grant, ...]:
    """What the claims give now. A rule whose scope names a claim that is absent gives nothing."""
    grants = []
    for number, rule in enumerate(rules, 1):
        if not _applies(rule, claims):
            continue
        scope = Scope(**{name: _ids(part, claims) for name, part in rule.scope.items()})
        empty = any(getattr(scope, name) == frozenset() for name in rule.scope)
        if not empty:
            grants.append(Grant(f"claims-{number}", rule.role, scope, now, None, "claims"))
    return tuple(grants)


def _missing(rule: ClaimRule) -> tuple[str, ...]:
    """The parts that the role needs and that the rule does not name: `*` is a name for all."""
    named: Mapping[str, frozenset[str]] = dict.fromkeys(rule.scope, frozenset())
    return missing_in_scope(rule.role, Scope(**named))


def _applies(rule: ClaimRule, claims: Mapping[str, Any]) -> bool:
    value = _at(claims, rule.claim)
    values = value if isinstance(value, list) else [value]
    return value is not None and (rule.value is None or rule.value in values)


def _ids(part: ScopePart, claims: Mapping[str, Any]) -> frozenset[str] | None:
    if part.claim is None:
        return part.ids
    value = _at(claims, part.claim)
    values = value if isinstance(value, list) else [value]
    return frozenset(item for item in values if isinstance(item, str) and item)


def _at(claims: Mapping[str, Any], path: Path) -> Any:
    value: Any = claims
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _rule(rule: Any, number: int) -> ClaimRule:
    where = f"[[grant]] number {number}"
    if not isinstance(rule, dict) or (unknown := sorted(rule.keys() - _MEMBERS)):
        raise InvalidMapping(f"{where}: there is no {', '.join(unknown)}; there are {', '.join(sorted(_MEMBERS))}")
    try:
        role = Role(rule.get("role", ""))
    except ValueError:
        raise InvalidMapping(f"{where}: role must be one of {', '.join(Role)}") from None
    value = rule.get("value")
    if value is not None and not isinstance(value, str):
        raise InvalidMapping(f"{where}: value must be a text")
    scope = {name: _scope_part(rule[name], f"{where}: {name}") for name in SCOPE_PARTS if name in rule}
    made = ClaimRule(_path(rule.get("claim"), where), value, role, scope)
    if missing := _missing(made):
        raise InvalidMapping(f'{where}: a {role} needs {" or ".join(missing)}; "{ALL}" means all')
    return made


def _scope_part(value: Any, where: str) -> ScopePart:
    if value == ALL:
        return ScopePart()
    if isinstance(value, dict) and value.keys() == {"claim"}:
        return ScopePart(claim=_path(value["claim"], where))
    if isinstance(value, list) and value and all(isinstance(item, str) and item for item in value):
        return ScopePart(ids=frozenset(value))
    raise InvalidMapping(f'{where} must be a list of ids, "{ALL}" or {{ claim = … }}')


def _path(value: Any, where: str) -> Path:
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InvalidMapping(f"{where}: claim must be a name, or the list of the names that lead to it")
    return names
