"""The habits of the tests: they look at nothing private, and wait for what they wait for and not for a time."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PRIVATE = {
    "dashboard/conftest.py": "Playwright's loop and that of a fixture take turns, for which there is no other way",
    "log/test_embedded_log.py": "how a connection syncs is seen by no other connection",
    "store/test_snapshots.py": "the connections of the pool are counted, and one is kept from ending",
    "store/test_store_contract.py": "a store of an older version is made, which no present one writes",
}
"""The tests that look at what is private, and why."""
WAITS = {
    "cluster/test_store_restarted.py": "a file that has not changed for a while is what is waited for",
    "support/waiting.py": "the one place that looks again after a moment",
}
"""The tests that wait for a time, and why."""
ROUNDS = {
    "consumers/test_consumer.py": "the stop comes between two batches",
    "graphql_http/test_hostile_requests.py": "what takes turns with what is tested",
    "log/test_embedded_log.py": "an append comes at each step of a poll, and a lock does not hold up the loop",
    "log/test_kafka_log.py": "a poll is cancelled once it has begun",
    "log/test_log_subscription_contract.py": "a poll is cancelled at each of its steps",
    "query/test_under_way.py": "work has begun and waits",
    "subscriptions/test_watcher.py": "nothing more happens, which no event tells of",
    "turns.py": "how often others have their turn is tested",
}
"""The tests that let the event loop go round by count, and why."""
NAMEDTUPLE = {"_replace", "_asdict", "_fields", "_make"}
OWN = ("self", "cls")


def is_private(name: object) -> bool:
    return isinstance(name, str) and name.startswith("_") and not name.startswith("__") and name not in NAMEDTUPLE


def privates(tree: ast.AST) -> Iterator[str]:
    """Names that begin with an underscore, of others: looked at, patched or imported."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in (*OWN, "os"):
                continue
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super"))):
                continue
            case ast.Attribute(attr=name) if is_private(name):
                yield name
            case ast.Call(func=ast.Attribute(attr="setattr"), args=[_, ast.Constant(value=patched), *_]):
                yield from (name for name in [str(patched)] if is_private(name))
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names if is_private(alias.name))


def sleeps(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="asyncio" | "time"), attr="sleep"), args=[duration]):
                yield duration


def waits(tree: ast.AST) -> Iterator[str]:
    return (ast.unparse(duration) for duration in sleeps(tree) if ast.unparse(duration) != "0")


def rounds(tree: ast.AST) -> Iterator[str]:
    return (ast.unparse(duration) for duration in sleeps(tree) if ast.unparse(duration) == "0")


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    paths = [path for path in TESTS.rglob("*.py") if "node_modules" not in path.parts]
    return {path.relative_to(TESTS).as_posix(): ast.parse(path.read_text()) for path in paths}


@pytest.mark.parametrize(
    ("habit", "exceptions"), [(privates, PRIVATE), (waits, WAITS), (rounds, ROUNDS)], ids=["private", "time", "rounds"]
)
def test_a_test_keeps_the_habit_or_has_a_reason(
    trees: dict[str, ast.AST], habit: Callable[[ast.AST], Iterator[str]], exceptions: dict[str, str]
) -> None:
    """A reason that nothing needs any more is taken from the list."""
    breaches = {path: names for path, tree in trees.items() if (names := list(habit(tree)))}
    assert {path: names for path, names in breaches.items() if path not in exceptions} == {}
    assert breaches.keys() == exceptions.keys()


@pytest.mark.parametrize(
    ("source", "habit", "breaches"),
    [
        ("engine._cache.clear()", privates, ["_cache"]),
        ("patch.setattr(module, '_name', 1)", privates, ["_name"]),
        ("from module import _name", privates, ["_name"]),
        ("self._own, cls._own, super()._own, pair._replace(a=1), os._exit(1), one.__class__", privates, []),
        ("asyncio.sleep(0.1), time.sleep(seconds)", waits, ["0.1", "seconds"]),
        ("asyncio.sleep(0)", waits, []),
        ("asyncio.sleep(0)", rounds, ["0"]),
    ],
)
def test_what_breaks_a_habit(source: str, habit: Callable[[ast.AST], Iterator[str]], breaches: list[str]) -> None:
    assert list(habit(ast.parse(source))) == breaches
