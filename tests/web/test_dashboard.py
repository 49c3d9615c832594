"""The dashboard's page and assets, as browsers get them."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import FieldNode, OperationDefinitionNode, OperationType, parse

from services.app.documents import documents_of
from services.app.settings import settings_from
from services.web.app import application
from services.web.dashboard_routes import BUNDLE, VIEWS, dashboard_documents
from tests.support.graphql_schema import mutation_fields

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SOURCES = BUNDLE.parent


async def get(path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(())), base_url="http://localhost") as client:
        return await client.get(path, headers={"accept": HTML, **named})


def example(pattern: str) -> str:
    return re.sub(r"\{\w+\}", "UGFydG5lcnNoaXA6YQ==", pattern)


@pytest.mark.parametrize("pattern", VIEWS)
async def test_every_view_has_an_url_that_serves_the_page(pattern: str) -> None:
    answer = await get(example(pattern))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<script type="module" src="/assets/' in answer.text


def test_the_server_knows_every_view_of_the_page() -> None:
    own = re.findall(r'pattern: "([^"]+)"', (SOURCES / "app" / "views.ts").read_text())
    assert own
    assert {re.sub(r"\{\w+\}", "{}", pattern) for pattern in own} <= {re.sub(r"\{\w+\}", "{}", path) for path in VIEWS}


async def test_the_policy_allows_nothing_inline_no_eval_and_no_other_host() -> None:
    policy = (await get("/")).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in policy
    assert "://" not in policy


async def test_the_page_has_no_inline_script_or_style_and_loads_only_its_own_assets() -> None:
    text = (await get("/")).text
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|style=", text) == []
    loaded = re.findall(r'(?:src|href)="(/assets/[^"]+)"', text)
    assert {path.rsplit(".", 1)[1] for path in loaded} == {"css", "js", "svg"}
    assert len(loaded) == len(set(loaded)) == len(re.findall("<link|<script", text))
    for path in loaded:
        assert (await get(path)).status_code == 200


async def test_hashed_assets_are_kept_for_good_and_the_page_is_checked_each_time() -> None:
    page = await get("/")
    script = re.search(r'src="(/assets/[^"]+)"', page.text)
    assert script
    asset = await get(script[1])
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["cache-control"] == "no-cache"
    again = await get("/partnerships", if_none_match=page.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (await get("/", if_none_match='"another"')).status_code == 200


async def test_assets_are_compressed_for_who_accepts_it_only() -> None:
    path = next(f"/assets/{file.name}" for file in sorted((BUNDLE / "assets").glob("*.css")))
    plain = await get(path, accept_encoding="identity")
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(application(())), base_url="http://localhost") as client,
        client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer,
    ):
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert "content-encoding" not in plain.headers
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/nowhere", HTML, "text/html; charset=utf-8"),
        ("/partnerships/a/b", HTML, "text/html; charset=utf-8"),
        ("/nowhere", "*/*", "application/json"),
        ("/nowhere", "application/json", "application/json"),
        ("/assets/nothing.js", HTML, "application/json"),
        ("/exports/nothing/at/all", HTML, "application/json"),
        ("/events/2", HTML, "application/json"),
        ("/graphql/2", HTML, "application/json"),
    ],
)
async def test_what_is_not_there_is_404_a_page_for_people_and_json_for_programs(
    path: str, accept: str, media_type: str
) -> None:
    answer = await get(path, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (404, media_type)


def test_the_operations_of_the_dashboard_are_trusted_with_and_without_documents_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "documents.json").write_text('{"own": "{ __typename }"}')
    own = {"TANDEM_DOCUMENTS": str(tmp_path / "documents.json"), "TANDEM_TRUSTED_ONLY": "1"}
    for environment in ({}, own):
        documents = documents_of(settings_from(environment))
        assert documents.trusted is not None
        for document_id, text in dashboard_documents().items():
            assert documents.trusted.text(document_id) == text
        assert (documents.trusted.text("own") is not None) is bool(environment)


def mutations() -> Iterator[FieldNode]:
    """The mutations that the dashboard sends."""
    for file in (SOURCES / "operations").glob("*.graphql"):
        for definition in parse(file.read_text()).definitions:
            if isinstance(definition, OperationDefinitionNode) and definition.operation is OperationType.MUTATION:
                (field,) = definition.selection_set.selections
                assert isinstance(field, FieldNode)
                yield field


def test_every_mutation_of_the_dashboard_has_a_key_and_the_version_that_was_seen() -> None:
    fields = mutation_fields()
    for field in mutations():
        name, sent = field.name.value, {argument.name.value for argument in field.arguments or ()}
        # What is saved anew has no version yet.
        wanted = {"idempotencyKey"} if name == "saveQuery" else {"idempotencyKey", "expectedVersion"}
        assert wanted & set(fields[name].args) <= sent, name
