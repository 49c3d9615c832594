"""The page for people: complete without any other host, with examples that work."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from graphql import parse, validate

from services.core.kpis import DIMENSIONS, METRICS
from services.web.graphiql import STATIC
from tests.graphql_http.serving import client
from tests.support.graphql_schema import GRAPHQL_SCHEMA
from tests.support.http_requests import CHROMIUM
from tests.support.node import node_in

HERE = Path(__file__).parent

FOLDER = STATIC / "graphiql"
EXAMPLES = sorted((FOLDER / "examples").glob("*.graphql"))
OWN = [path for path in sorted(FOLDER.rglob("*")) if path.is_file() and path.parent.name != "vendor"]
REFERENCE = re.compile(r"""(?:href|src)="([^"]*)"|url\(\s*["']?([^"')]*)|@import\s+["']?([^"';]*)""")


async def fetch(path: str, accept: str = "*/*") -> httpx.Response:
    async with client() as http:
        return await http.get(path, headers={"accept": accept})


def references(text: str) -> list[str]:
    """What a page or style sheet makes a browser load."""
    return [next(filter(None, found), "") for found in REFERENCE.findall(text)]


async def test_a_browser_gets_the_page_and_may_load_from_here_only() -> None:
    response = await fetch("/graphql", CHROMIUM)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.headers["vary"] == "Accept"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


async def test_all_that_the_page_loads_is_here() -> None:
    pending, seen = references((await fetch("/graphql", CHROMIUM)).text), set[str]()
    assert len(pending) >= 6
    while pending:
        path = pending.pop()
        if path in seen or path.startswith(("data:", "/sign-in")):
            continue
        seen.add(path)
        assert path.startswith("/static/graphiql/"), path
        response = await fetch(path)
        assert response.status_code == 200, path
        if path.endswith(".css"):
            pending += references(response.text)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_name_no_other_host(path: Path) -> None:
    text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "//" not in re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["react.js", "react-dom.js", "graphiql.js"])
def test_vendored_scripts_load_nothing(name: str) -> None:
    text = (FOLDER / "vendor" / name).read_text()
    assert not re.search(r"""\bimport\s*\(|importScripts|sourceMappingURL|\bnew Function\b|\beval\(""", text)
    assert not re.search(r"""(?:fetch|\.open|\.src\s*=)\s*\(?\s*["'`]https?:""", text)


async def test_every_example_is_served_valid_and_listed() -> None:
    listed = re.search(r"EXAMPLES = \[([^\]]*)\]", (FOLDER / "page.js").read_text())
    assert listed is not None
    assert sorted(re.findall(r'"([^"]+)"', listed[1])) == [example.stem for example in EXAMPLES]
    assert len(EXAMPLES) >= 5
    for example in EXAMPLES:
        response = await fetch(f"/static/graphiql/examples/{example.name}")
        assert response.status_code == 200
        assert validate(GRAPHQL_SCHEMA, parse(response.text)) == []
        assert set(re.findall(r'\bname: "(\w+)"', response.text)) <= {*METRICS, *DIMENSIONS}


LINKS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({}, {}),
    ({"variables": "{}", "operationName": "A"}, {}),
    ({"query": "{ metrics { name } }"}, {"query": "{ metrics { name } }"}),
    (
        {"query": "query A($n: Int) { a } # é&=+", "variables": '{"n":1}', "operationName": "A"},
        {"query": "query A($n: Int) { a } # é&=+", "variables": '{\n  "n": 1\n}', "operationName": "A"},
    ),
    ({"query": "{ a }", "variables": "{"}, {"query": "{ a }", "variables": "{"}),
]


@pytest.mark.parametrize(("parameters", "operation"), LINKS)
def test_the_address_names_an_operation_to_open(parameters: dict[str, str], operation: dict[str, str]) -> None:
    code = (FOLDER / "linked.js").read_text()
    shown = f"console.log(JSON.stringify(linkedOperation({json.dumps('?' + urlencode(parameters))})))"
    arguments = [node_in(HERE), "--input-type=module", "--eval", code + shown]
    assert json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout) == operation


def test_the_page_opens_the_operation_of_its_address() -> None:
    text = (FOLDER / "page.js").read_text()
    assert "linkedOperation(window.location.search)" in text
    assert "...linked" in text


async def test_a_browser_that_follows_a_link_to_an_operation_gets_the_page_and_nothing_runs() -> None:
    response = await fetch(f"/graphql?{urlencode({'query': '{ metrics { name } }'})}", CHROMIUM)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (await fetch("/static/graphiql/linked.js")).headers["content-type"].startswith("text/javascript")


def test_the_licences_of_what_is_bundled_are_beside_it() -> None:
    licences = (FOLDER / "vendor" / "LICENSES.txt").read_text()
    for package in ("graphiql", "react", "react-dom", "codemirror"):
        assert re.search(rf"^{package} [\d.]+: MIT$", licences, re.MULTILINE)


async def test_files_outside_the_static_folder_are_not_served() -> None:
    for path in ("/static/../graphql.py", "/static/%2e%2e/graphql.py", "/static/graphiql/"):
        assert (await fetch(path)).status_code == 404
