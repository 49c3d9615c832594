"""The shape of the code in figures: how long files and functions are, and how modules lean on each other.

`.venv/bin/python tools/shape.py` prints them; the exit code is 1 if a goal is missed.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("services", "consumers", "schema")
QUERY = "services.query"
SHORT_FILE, LONGEST_FUNCTION = 200, 70


class Measure(NamedTuple):
    """One figure beside its goal."""

    name: str
    value: float
    goal: str
    met: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.met else 'MISS'}  {self.name}: {self.value:g} (goal: {self.goal})"


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def function_lines(tree: ast.AST) -> Iterator[int]:
    """How many lines the body of each function has, without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield (node.end_lineno or node.lineno) - first.lineno + 1


def cycles(graph: grimp.ImportGraph) -> int:
    """How many imports are part of a cycle, counting those for type checkers too."""
    return sum(
        graph.chain_exists(importer=imported, imported=module)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    )


def doors(graph: grimp.ImportGraph, package: str) -> set[tuple[str, str]]:
    """Functions of a package that are imported from outside it, each with its module."""
    own = {package, *graph.find_descendants(package)}
    functions = {
        (module, node.name)
        for module in own
        if (path := path_of(module)) is not None
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {
        (node.module, alias.name)
        for path in sources()
        if not str(path.relative_to(ROOT)).startswith(package.replace(".", "/"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if (node.module, alias.name) in functions
    }


def path_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.exists() else None


def largest_folder(package: str) -> int:
    """Modules in the fullest folder of a package, without its `__init__`."""
    folders = [path for path in (ROOT / package.replace(".", "/")).rglob("*") if path.is_dir()]
    counts = [
        len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for folder in (ROOT / package.replace(".", "/"), *folders)
    ]
    return max(counts)


def measures() -> list[Measure]:
    texts = [path.read_text() for path in sources()]
    sizes = [text.count("\n") for text in texts]
    functions = [lines for text in texts for lines in function_lines(ast.parse(text))]
    graph = grimp.build_graph(*PACKAGES)
    short = 100 * sum(size < SHORT_FILE for size in sizes) / len(sizes)
    median, longest = statistics.median(functions), max(functions)
    in_cycles, entrances, fullest = cycles(graph), len(doors(graph, QUERY)), largest_folder(QUERY)
    return [
        Measure("files under 200 lines, in percent", round(short, 1), "at least 92", short >= 92),
        Measure("lines of the median function's body", median, "at most 6", median <= 6),
        Measure("lines of the longest function's body", longest, "at most 70", longest <= LONGEST_FUNCTION),
        Measure("imports that are part of a cycle", in_cycles, "0", in_cycles == 0),
        Measure("modules in the fullest folder of services/query", fullest, "at most 12", fullest <= 12),
        Measure("functions of services/query that others import", entrances, "at most 12", entrances <= 12),
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    figures = measures()
    print(*figures, sep="\n")
    sys.exit(not all(measure.met for measure in figures))
