"""Every path over HTTP is known to be for anybody, or to be decided by a line of the table of roles."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.core.access import Operation

ROOT = Path(__file__).resolve().parents[2]
ROUTES = ("Route", "WebSocketRoute", "Mount")
DECIDED: dict[str, set[Operation] | str] = {
    "/graphql": "each field of the root: tests/access/test_matrix.py",
    "/events": {Operation.APPEND_EVENTS},
    "/exports/{id}": {Operation.EXPORT},
}
FOR_ANYBODY = {
    "/schemas", "/schemas/{type}.json", "/static", "/assets/{name}", "/livez", "/readyz", "/sign-in",
    "/sign-in/callback", "/sign-in/as", "/sign-in/session", "/sign-out",
}  # fmt: skip
"""Contracts, parts of pages, health, and the way to sign in: no data of a tenant."""
PAGES = {"path"}
"""The dashboard's pages, which hold no data: their paths are in a variable."""


def paths() -> Iterator[str]:
    """What each route of the services is given as its path."""
    for module in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=path), *_]) if name in ROUTES:
                    yield str(path)
                case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=variable), *_]) if name in ROUTES:
                    yield variable


def test_each_way_in_over_http_is_for_anybody_or_decided_by_the_table() -> None:
    assert set(paths()) == set(DECIDED) | FOR_ANYBODY | PAGES
