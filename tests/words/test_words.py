"""The words of the code: the glossary names what there is, and no name says nothing."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "consumers", "schema")
GLOSSARY = re.findall(r"^\| ([a-z ]+) \| .* \| `([\w.]+):(\w+)` \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "manager", "base", "things"}
GERUNDS = {
    "batching", "decoding", "kafka_binding",  # nouns of the field: batching, decoding, a protocol binding
    "having", "listing", "ordering", "paging", "rollup_routing", "scoring", "stream_framing",  # nouns of the field
    "serving", "importing", "exporting", "writing", "reading", "loading", "telling",  # one way of the data, in or out
    "waiting", "day_reading",  # not yet renamed
}  # fmt: skip


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def parameters(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))


@pytest.mark.parametrize(("term", "module", "name"), GLOSSARY, ids=lambda value: value)
def test_the_glossary_names_what_there_is(term: str, module: str, name: str) -> None:
    assert hasattr(import_module(module), name), term


def test_the_glossary_has_each_term_once() -> None:
    terms = [term for term, _, _ in GLOSSARY]
    assert len(terms) > 20
    assert sorted(set(terms)) == sorted(terms)


def test_no_parameter_is_called_each() -> None:
    assert [path for path in modules() if "each" in parameters(path)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in modules() if path.stem in SAYS_NOTHING] == []


def test_a_module_is_a_noun_or_has_a_reason() -> None:
    assert {path.stem for path in modules() if path.stem.endswith("ing")} <= GERUNDS


def test_no_test_module_imports_another() -> None:
    """What several share is in tests/support, or stands beside them under a name that is no test's."""
    modules = [path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts]
    imports = [
        f"{path.relative_to(ROOT)}: {node.module}"
        for path in modules
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.rpartition(".")[2].startswith("test_")
    ]
    assert imports == []


DOORS = [
    (room, door)
    for room, doors in re.findall(
        r"^\| \d+ \| `([\w/]+)` \| (`[^|]+`) \|", (ROOT / "docs" / "architecture.md").read_text(), re.M
    )
    for door in re.findall(r"`([\w./]+)`", doors)
]


@pytest.mark.parametrize(("room", "door"), DOORS, ids=[f"{room}: {door}" for room, door in DOORS])
def test_the_doors_of_the_two_ways_are_where_the_architecture_says(room: str, door: str) -> None:
    module, *names = f"{room}/{door}".rpartition("/")[2].split(".")
    found: object = import_module(f"{room}/{door}".rpartition("/")[0].replace("/", ".") + f".{module}")
    for name in names:
        found = getattr(found, name)


def test_both_ways_have_their_doors() -> None:
    assert len(DOORS) >= 20
