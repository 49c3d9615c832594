"""Decides whether somebody may do something, from the table and their grants. Pure."""

from datetime import datetime

from services.core.access.grants import EVERYWHERE, Grant, Ids, Role, Scope, is_in_force, union
from services.core.access.operations import Operation
from services.core.access.principal import Principal
from services.core.access.sight import Scopes, scopes_of
from services.core.access.table import FOR_ANYBODY, LEARNER_DERIVED, OUTSIDE, Relation, Verdict, rule_of
from services.core.access.target import Target, covers


def relation_of(role: Role, scope: Scope, operation: Operation, target: Target) -> Relation:
    """Whose the target is, seen from somebody with this role in this scope."""
    if not covers(scope, target):
        return Relation.FOREIGN
    return Relation.SHARED if role in OUTSIDE and operation in LEARNER_DERIVED else Relation.OWN


def may(principal: Principal, operation: Operation, target: Target | None = None, now: datetime | None = None) -> bool:
    """Whether somebody may do this with the target.

    Args:
        target: None: whether there can be anything that they may do it with.
        now: grants that are not in force then do not count; None: the principal has only grants that are (`at`).
    """
    if principal.is_unlimited or operation in FOR_ANYBODY:
        return True
    return any(
        _is_allowed(grant, operation, target) for grant in principal.held if now is None or is_in_force(grant, now)
    )


def _is_allowed(grant: Grant, operation: Operation, target: Target | None) -> bool:
    """What is protected needs a release beside an agreement in force, and there are no releases yet."""
    rule = rule_of(grant.role, operation)
    if target is None:
        return rule.own is not Verdict.NO
    answer = rule.of(relation_of(grant.role, grant.scope, operation, target))
    return answer is Verdict.YES or (answer is Verdict.PARTICIPANTS and target.only_participants)


def scope_for(principal: Principal, operation: Operation, answer: Verdict = Verdict.YES) -> Scopes:
    """Where somebody may do this: within any of these scopes, nowhere if there are none.

    Args:
        answer: the answer of the table that is wanted; `PROTECTED`: where they could if it were shared with them.
    """
    if principal.is_unlimited:
        return () if answer is Verdict.PROTECTED else (EVERYWHERE,)
    return scopes_of(tuple((grant.role, grant.scope) for grant in principal.held), operation, answer)


def districts_for(principal: Principal, operation: Operation) -> Ids:
    """The districts as a whole with which somebody may do this; None: with all."""
    return union([scope.districts for scope in scope_for(principal, operation) if scope.schools is None])
