"""Rules in words, each beside the function that decides by it, so that the catalogue of KPIs is made from the code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
_NAME = "stated_rule"


@dataclass(frozen=True, slots=True)
class StatedRule:
    """What decides a real case.

    Attributes:
        name: what it decides, as the heading of the rule.
        text: the rule, so that somebody who has only the events can recompute it.
        function: the function that decides by it, with its module.
    """

    name: str
    text: str
    function: str


def states_rule(name: str, text: str) -> Callable[[F], F]:
    """Say in words by which rule the function below decides."""

    def stated(function: F) -> F:
        setattr(function, _NAME, StatedRule(name, text, f"{function.__module__}.{function.__qualname__}"))
        return function

    return stated


def rule_of(function: Callable[..., Any]) -> StatedRule:
    """The rule that is stated beside the function. Raises TypeError where there is none."""
    rule = getattr(function, _NAME, None)
    if not isinstance(rule, StatedRule):
        raise TypeError(f"{function} states no rule")
    return rule
