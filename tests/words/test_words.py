"""The words of the code: the glossary names what there is, and no name says nothing."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "consumers", "schema")
GLOSSARY = re.findall(r"^\| ([a-z ]+) \| .* \| `([\w.]+):(\w+)` \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
VAGUE = {"each", "found", "some", "given", "asked", "told"}
"""Names of variables that do not say what they hold."""
NAMED_OUTSIDE = ("services/contracts/", "services/ingest/edfi/records/")
"""Where names are those of events, of which a payload and its event share one, and of Ed-Fi's resources."""
ALIKE = {
    "Not": "a filter of a question, and a condition over cells: each is read beside its own `And` or `AllOf`",
    "Operation": "of a formula, and of an API, whose operations somebody may or may not use",
}
"""Public classes that are called alike, and why."""
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "manager", "base", "things"}
GERUNDS = {
    "having": "the clause of that name",
    "listing": "a list that is shown",
    "ordering": "an order, and what it is by",
    "paging": "pages of a connection, as Relay has them",
    "rollup_routing": "routing is the field's word for choosing a table",
    "stream_framing": "framing is the field's word for where a message ends",
    "kafka_binding": "CloudEvents calls it a protocol binding",
    "decoding": "what becomes of bytes, of which `decode` is the verb in the contracts",
    "day_reading": "a `DayReading` is what the marks of a day are read as",
    "scoring": "the rules of the scores",
}
"""Modules that end like gerunds, and why: each is a noun of the field, or called after what it holds."""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def modules(packages: Iterable[str] = PACKAGES) -> Iterator[Path]:
    for package in packages:
        yield from (path for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts)


def variables(tree: ast.AST) -> Iterator[str]:
    """The names of variables, parameters, members and of what a pattern or an exception is called."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name


@pytest.mark.parametrize(("term", "module", "name"), GLOSSARY, ids=lambda value: value)
def test_the_glossary_names_what_there_is(term: str, module: str, name: str) -> None:
    assert hasattr(import_module(module), name), term


def test_the_glossary_has_each_term_once() -> None:
    terms = [term for term, _, _ in GLOSSARY]
    assert len(terms) > 20
    assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize(
    ("packages", "vague"),
    [(PACKAGES, VAGUE), (("tests", "benchmarks", "tools", "examples"), {"each"})],
    ids=["the code", "beside it"],
)
def test_a_variable_says_what_it_holds(packages: tuple[str, ...], vague: set[str]) -> None:
    names = {str(path.relative_to(ROOT)): vague.intersection(variables(tree_of(path))) for path in modules(packages)}
    assert {path: said for path, said in names.items() if said} == {}


BINDS_EACH = (
    "for each in items: ...", "for key, each in items: ...", "[each for each in items]", "each = 1", "(each := 1)",
    "lambda each: 1", "def f(*, each): ...", "match item:\n  case [each]: ...", "with item as each: ...",
)  # fmt: skip


@pytest.mark.parametrize("source", BINDS_EACH)
def test_what_is_a_variable(source: str) -> None:
    assert "each" in set(variables(ast.parse(source)))


def classes() -> Iterator[tuple[str, str]]:
    """The public classes of services and consumers, each with the package that it is of."""
    for path in modules(("services", "consumers")):
        package = path.relative_to(ROOT).as_posix()
        if not package.startswith(NAMED_OUTSIDE):
            yield from ((node.name, package) for node in tree_of(path).body if isinstance(node, ast.ClassDef))


def test_a_class_has_a_name_of_its_own() -> None:
    """One word, one meaning: what is called alike in two modules is told apart by nobody who reads one of them."""
    places = defaultdict(list)
    for name, package in classes():
        if not name.startswith("_"):
            places[name].append(package)
    several = {name: packages for name, packages in places.items() if len(packages) > 1}
    assert {name: packages for name, packages in several.items() if name not in ALIKE} == {}
    assert several.keys() == ALIKE.keys()


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in modules() if path.stem in SAYS_NOTHING] == []


def test_a_module_is_a_noun_or_has_a_reason() -> None:
    """A reason that no module needs any more is taken from the list."""
    assert {path.stem for path in modules() if path.stem.endswith("ing")} == GERUNDS.keys()


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
    door_or_part: object = import_module(f"{room}/{door}".rpartition("/")[0].replace("/", ".") + f".{module}")
    for name in names:
        door_or_part = getattr(door_or_part, name)


def test_both_ways_have_their_doors() -> None:
    assert len(DOORS) >= 20
