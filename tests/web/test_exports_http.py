"""An export is started by a mutation and fetched over HTTP, by who started it and nobody else."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from services.core.access import Principal
from services.exports.export_service import ExportService
from services.exports.model import ExportLimits, Format
from services.query.model.answers import Row
from services.web.exports import export_routes
from services.web.graphql import graphql_routes
from tests.exports.answering import ANA, BEN, Answering, Gated, lines, row
from tests.graphql.fakes import Untouched

START = """mutation ($query: MetricQuery!, $format: ExportFormat!, $statuses: Boolean! = false) {
  startExport(query: $query, format: $format, statuses: $statuses) { ...all } }"""
LOOK = "query ($id: ID!) { export(id: $id) { ...all } }"
ALL = " fragment all on Export { id format status rowsDone rowsTotal url asOf expiresAt error }"
QUERY = {"metrics": [{"metric": {"name": "absences"}}], "groupBy": ["school"], "time": {"schoolYear": 2011}}


class Site:
    """The application, which believes everybody the name they give."""

    def __init__(self, exports: ExportService) -> None:
        def principal(connection: HTTPConnection) -> Principal:
            return {principal.name: principal for principal in (ANA, BEN)}[connection.headers["x-name"]]

        def context(connection: HTTPConnection) -> Context:
            return Context(principal(connection), Untouched(), Untouched(), Untouched(), Untouched(), exports)

        self.exports = exports
        app = Starlette(routes=[*graphql_routes(context), *export_routes(exports, principal)])
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem")

    async def get(self, path: str, name: str = "ana", **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={"x-name": name, **headers})

    async def ask(self, document: str, name: str = "ana", **variables: Any) -> dict[str, Any]:
        body = {"query": document + ALL, "variables": variables}
        return dict((await self.http.post("/graphql", json=body, headers={"x-name": name})).json())

    async def start(self, form: Format = Format.CSV, **variables: Any) -> dict[str, Any]:
        return dict((await self.ask(START, query=QUERY, format=form.value, **variables))["data"]["startExport"])


@asynccontextmanager
async def site(rows: Sequence[Row], folder: Path, **limits: Any) -> AsyncIterator[Site]:
    async with ExportService(Answering(rows), folder, ExportLimits(**limits)) as exports:
        served = Site(exports)
        async with served.http:
            yield served


async def test_an_export_is_started_and_fetched(tmp_path: Path) -> None:
    async with site([row(0), row(1)], tmp_path) as served:
        started = await served.start()
        assert (started["status"], started["rowsDone"], started["rowsTotal"]) == ("DONE", 2, 2)
        assert started["url"] == f"/exports/{started['id']}"
        assert (await served.ask(LOOK, id=started["id"]))["data"]["export"] == started
        file = await served.get(started["url"])
    assert (file.status_code, file.text) == (200, lines(2))
    assert file.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert file.headers["content-disposition"] == f'attachment; filename="tandem-{started["id"][:8]}.csv"'
    assert (file.headers["cache-control"], file.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert file.headers["content-length"] == str(len(file.content))


@pytest.mark.parametrize(
    ("form", "media_type", "suffix"),
    [
        (Format.JSONL, "application/jsonl", "jsonl"),
        (Format.PARQUET, "application/vnd.apache.parquet", "parquet"),
        (Format.ARROW, "application/vnd.apache.arrow.stream", "arrows"),
    ],
)
async def test_every_format_says_what_it_is(tmp_path: Path, form: Format, media_type: str, suffix: str) -> None:
    async with site([row(0)], tmp_path) as served:
        file = await served.get((await served.start(form))["url"])
    assert file.headers["content-type"] == media_type
    assert file.headers["content-disposition"].endswith(f'.{suffix}"')


async def test_statuses_are_columns_of_their_own_when_they_are_wanted(tmp_path: Path) -> None:
    async with site([row(0)], tmp_path) as served:
        file = await served.get((await served.start(statuses=True))["url"])
    assert file.text == "school,bucket,absences,absences__status\r\nS0,2011-05-02,0.0,OK\r\n"


async def test_a_fetch_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    async with site([row(0), row(1)], tmp_path) as served:
        url = (await served.start())["url"]
        whole = (await served.get(url)).content
        rest = await served.get(url, range="bytes=10-")
    assert (rest.status_code, rest.content) == (206, whole[10:])


async def test_to_others_it_is_not_there(tmp_path: Path) -> None:
    async with site([row(0)], tmp_path) as served:
        started = await served.start()
        foreign, unknown = await served.get(started["url"], "ben"), await served.get("/exports/nothing")
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.json() == unknown.json()
        assert foreign.json()["code"] == "NOT_FOUND"
        assert (await served.ask(LOOK, "ben", id=started["id"])) == {"data": {"export": None}}
        assert (await served.get(started["url"])).status_code == 200


async def test_one_that_is_not_done_yet_says_how_far_it_is(tmp_path: Path) -> None:
    rows = Gated(30, closed_from=20)
    async with site(rows, tmp_path, at_once=5, batch=10) as served:
        started = await served.start()
        await rows.reached()
        assert (started["status"], started["url"], started["expiresAt"]) == ("RUNNING", None, None)
        early = await served.get(f"/exports/{started['id']}")
        assert (early.status_code, early.headers["retry-after"]) == (409, "1")
        assert early.json()["code"] == "NOT_READY"
        assert early.json()["reason"].startswith("20 of 30 rows")
        assert (await served.ask(LOOK, id=started["id"]))["data"]["export"]["rowsDone"] == 20
        rows.open()
        await served.exports.ended(ANA, started["id"])
        done = (await served.ask(LOOK, id=started["id"]))["data"]["export"]
        assert (done["status"], done["rowsDone"]) == ("DONE", 30)
        assert (await served.get(done["url"])).text == lines(30)


async def test_one_that_failed_is_gone_and_says_why(tmp_path: Path) -> None:
    rows = Gated(30, closed_from=10)
    async with site(rows, tmp_path, at_once=5, batch=10, file_bytes=1) as served:
        started = await served.start()
        rows.open()
        await served.exports.ended(ANA, started["id"])
        failed = (await served.ask(LOOK, id=started["id"]))["data"]["export"]
        assert (failed["status"], failed["url"]) == ("FAILED", None)
        assert "larger than 1 bytes" in failed["error"]
        response = await served.get(f"/exports/{started['id']}")
    assert (response.status_code, response.json()["code"]) == (410, "EXPORT_FAILED")


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"query": QUERY, "format": "XLSX"}, "BAD_USER_INPUT"),
        ({"query": {"metrics": []}, "format": "CSV"}, "BAD_USER_INPUT"),
    ],
)
async def test_bad_input_starts_nothing(tmp_path: Path, variables: dict[str, Any], code: str) -> None:
    async with site([row(0)], tmp_path) as served:
        answer = await served.ask(START, **variables)
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
