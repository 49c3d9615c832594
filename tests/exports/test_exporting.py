"""Small exports at once, large ones in the background; for one principal, for some time, within limits."""

import asyncio
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.core.access import Principal
from services.exports.export_service import ExportService
from services.exports.model import Export, ExportLimits, Status
from services.exports.workspace import Folder
from services.query.model.answers import Answer, Column, ColumnKind, Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from tests.exports.answering import ANA, AS_OF, BEN, COLUMNS, CSV, Answering, Gated, lines, row
from tests.support.waiting import until_true

SMALL = ExportLimits(at_once=10, batch=10, rows=100, running=1, of_one=3, of_all=4)


def some(count: int) -> list[Row]:
    return [row(n) for n in range(count)]


def exporting(rows: Sequence[Row] | Answering, folder: Path, limits: ExportLimits = SMALL) -> ExportService:
    return ExportService(rows if isinstance(rows, Answering) else Answering(rows), folder, limits, now=lambda: AS_OF)


def text(exports: ExportService, export: Export) -> str:
    return exports.file(export).read_bytes().decode()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


async def test_a_small_export_is_done_when_it_is_started(tmp_path: Path) -> None:
    queries = Answering(some(10))
    async with exporting(queries, tmp_path) as exports:
        started = await exports.start(ANA, CSV)
        assert (started.status, started.rows_done, started.rows_total) == (Status.DONE, 10, 10)
        assert (started.as_of, started.expires_at) == (AS_OF, AS_OF + SMALL.lifetime)
        assert text(exports, started) == lines(10)
        assert exports.find(ANA, started.id) == started
    assert queries.asked == [(ANA, CSV.query)], "over what the principal may see"


async def test_the_same_key_is_the_same_export(tmp_path: Path) -> None:
    async with exporting(some(10), tmp_path) as exports:
        first, again = await asyncio.gather(exports.start(ANA, CSV, "k"), exports.start(ANA, CSV, "k"))
        others = [await exports.start(ANA, CSV, "k2"), await exports.start(BEN, CSV, "k")]
        assert first.id == again.id not in [other.id for other in others]
        with pytest.raises(QueryError) as refused:
            await exports.start(ANA, replace(CSV, statuses=True), "k")
        assert (refused.value.code, refused.value.path) == (ErrorCode.IDEMPOTENCY_CONFLICT, "idempotencyKey")


async def test_a_large_export_is_written_in_the_background_and_says_how_far_it_is(tmp_path: Path) -> None:
    rows = Gated(35, closed_from=20)
    async with exporting(rows, tmp_path) as exports:
        started = await exports.start(ANA, CSV)
        assert (started.status, started.rows_total) == (Status.RUNNING, 35)
        await rows.reached()
        half = exports.find(ANA, started.id)
        assert half is not None
        assert (half.status, half.rows_done, half.rows_total, half.expires_at) == (Status.RUNNING, 20, 35, None)
        rows.open()
        done = await exports.ended(ANA, started.id)
        assert done is not None
        assert (done.status, done.rows_done, done.expires_at) == (Status.DONE, 35, AS_OF + SMALL.lifetime)
        assert text(exports, done) == lines(35)


async def test_more_than_may_run_at_a_time_wait(tmp_path: Path) -> None:
    rows = Gated(35, closed_from=0)
    async with exporting(rows, tmp_path) as exports:
        first, second = await exports.start(ANA, CSV), await exports.start(BEN, CSV)
        assert (first.status, second.status, second.rows_total) == (Status.RUNNING, Status.PENDING, None)
        rows.open()
        for principal, export in ((ANA, first), (BEN, second)):
            done = await exports.ended(principal, export.id)
            assert done is not None
            assert done.status is Status.DONE


async def test_only_who_started_it_with_the_same_scope_finds_it(tmp_path: Path) -> None:
    async with exporting(some(1), tmp_path) as exports:
        started = await exports.start(ANA, CSV)
        strangers = [
            BEN,
            replace(ANA, districts=frozenset(), grants=()),
            replace(ANA, districts=None, grants=()),
            Principal("ana"),
        ]
        assert [exports.find(stranger, started.id) for stranger in strangers] == [None] * 4
        assert [await exports.ended(stranger, started.id) for stranger in strangers] == [None] * 4
        assert exports.find(ANA, "../lock") is None


@pytest.mark.parametrize("failure", [None, QueryError(ErrorCode.UNKNOWN_METRIC, "query.metrics[0]", "no such metric")])
async def test_what_is_refused_is_no_export_and_leaves_nothing(tmp_path: Path, failure: QueryError | None) -> None:
    limits = replace(SMALL, of_one=1, rows=5)
    async with exporting(Answering(some(6), failure), tmp_path, limits) as exports:
        for _ in range(3):
            with pytest.raises(QueryError, match="no such metric" if failure else "6 rows"):
                await exports.start(ANA, CSV)
        assert files(tmp_path) == []


async def test_a_large_export_that_fails_says_why_and_leaves_no_file(tmp_path: Path) -> None:
    rows = Gated(35, closed_from=10)
    async with exporting(rows, tmp_path, replace(SMALL, file_bytes=300)) as exports:
        started = await exports.start(ANA, CSV)
        rows.open()
        failed = await exports.ended(ANA, started.id)
        assert failed is not None
        assert (failed.status, failed.error) == (Status.FAILED, "the file is larger than 300 bytes; ask for fewer rows")
        assert files(tmp_path) == []


class AtOnce(ThreadPoolExecutor):
    """A pool so quick that its work is done before anybody else has a turn."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments, **named))
        except QueryError as error:
            done.set_exception(error)
        return done


async def test_a_large_export_is_one_even_if_it_fails_before_its_starter_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.exports.export_service.ThreadPoolExecutor", AtOnce)
    async with exporting(some(35), tmp_path, replace(SMALL, file_bytes=300)) as exports:
        started = await exports.start(ANA, CSV)
        failed = await exports.ended(ANA, started.id)
        assert failed is not None
        assert failed.status is Status.FAILED


async def test_an_unforeseen_error_is_logged_and_not_told(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with exporting(Answering([], RuntimeError("hunter2")), tmp_path) as exports:
            failed = await exports.start(ANA, CSV)
    assert failed.status is Status.FAILED
    assert "hunter2" not in str(failed)
    assert [log["event"] for log in logs] == ["export"]


async def test_the_oldest_that_ended_makes_room_and_what_is_under_way_does_not(tmp_path: Path) -> None:
    async with exporting(some(1), tmp_path) as exports:
        started = [await exports.start(ANA, CSV) for _ in range(4)]
        assert [exports.find(ANA, export.id) for export in started] == [None, *started[1:]]
        other = await exports.start(BEN, CSV)
        with pytest.raises(QueryError) as refused:
            await exports.start(Principal("cy", frozenset({"d"})), CSV)
        assert refused.value.code is ErrorCode.TOO_MANY
        assert exports.find(BEN, other.id) == other
        assert len(files(tmp_path)) == 4


async def test_a_question_that_is_refused_makes_no_room(tmp_path: Path) -> None:
    queries = Answering(some(1))
    async with exporting(queries, tmp_path, replace(SMALL, of_one=1)) as exports:
        kept = await exports.start(ANA, CSV)
        queries.failure = QueryError(ErrorCode.UNKNOWN_METRIC, "query.metrics[0]", "there is no such metric")
        with pytest.raises(QueryError, match="no such metric"):
            await exports.start(ANA, CSV)
        assert exports.find(ANA, kept.id) == kept


async def test_a_name_that_is_refused_makes_no_room(tmp_path: Path) -> None:
    queries = Answering(some(1))
    async with exporting(queries, tmp_path, replace(SMALL, of_one=1)) as exports:
        kept = await exports.start(ANA, CSV)
        queries.columns = (*COLUMNS, Column("absences__status", "", ColumnKind.METRIC))
        with pytest.raises(QueryError, match="absences__status") as refused:
            await exports.start(ANA, replace(CSV, statuses=True))
        assert refused.value.code is ErrorCode.DUPLICATE_NAME
        assert exports.find(ANA, kept.id) == kept


async def test_a_question_that_takes_long_is_answered_in_the_background(tmp_path: Path) -> None:
    class Slow(Answering):
        answering = asyncio.Event()

        async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
            await self.answering.wait()
            return await super().answer(principal, query)

    queries = Slow(some(3))
    async with exporting(queries, tmp_path, replace(SMALL, patience=0.0)) as exports:
        started = await exports.start(ANA, CSV)
        assert (started.status, started.rows_total) == (Status.RUNNING, None)
        queries.answering.set()
        ended = await exports.ended(ANA, started.id)
        assert ended is not None and (ended.status, ended.rows_total) == (Status.DONE, 3)


async def test_all_under_way_make_no_room(tmp_path: Path) -> None:
    rows = Gated(35, closed_from=0)
    async with exporting(rows, tmp_path, replace(SMALL, of_one=2)) as exports:
        for _ in range(2):
            await exports.start(ANA, CSV)
        with pytest.raises(QueryError) as refused:
            await exports.start(ANA, CSV)
        assert refused.value.code is ErrorCode.TOO_MANY
        rows.open()


async def test_nobody_finds_it_once_it_has_expired(tmp_path: Path) -> None:
    now = AS_OF
    async with ExportService(Answering(some(1)), tmp_path, SMALL, now=lambda: now) as exports:
        started = await exports.start(ANA, CSV)
        now = AS_OF + SMALL.lifetime - timedelta(seconds=1)
        assert exports.find(ANA, started.id) == started
        now = AS_OF + SMALL.lifetime
        assert exports.find(ANA, started.id) is None


async def test_the_file_goes_when_it_expires_without_anybody_asking(tmp_path: Path) -> None:
    async with exporting(some(1), tmp_path, replace(SMALL, lifetime=timedelta(0))) as exports:
        await exports.start(ANA, CSV)
        await until_true(lambda: files(tmp_path) == [])


async def test_the_end_breaks_off_what_is_under_way_and_removes_all_files(tmp_path: Path) -> None:
    rows = Gated(35, closed_from=20)
    stack = AsyncExitStack()
    exports = await stack.enter_async_context(exporting(rows, tmp_path))
    running, pending = await exports.start(ANA, CSV), await exports.start(BEN, CSV)
    await rows.reached()
    assert len(files(tmp_path)) == 1
    closing = asyncio.create_task(stack.aclose())
    broken = [await exports.ended(ANA, running.id), await exports.ended(BEN, pending.id)]
    assert [export.status for export in broken if export] == [Status.RUNNING, Status.PENDING]
    rows.open()  # a thread cannot be broken off within a batch
    await closing
    assert files(tmp_path) == []


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with exporting(some(1), tmp_path / "data" / "exports") as exports:
        folder = exports.file(await exports.start(ANA, CSV)).parent
        for path in (folder, folder.parent):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700


KILLED = """
import os, sys
from pathlib import Path
from services.exports.workspace import Folder
Folder.open(Path(sys.argv[1])).path("left").write_text("behind")
os._exit(9)
"""


def test_what_a_process_that_died_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert [file.name for file in files(tmp_path)] == ["left"]
    folder = Folder.open(tmp_path)
    assert files(tmp_path) == []
    folder.close()


def test_what_a_living_process_has_stays(tmp_path: Path) -> None:
    first = Folder.open(tmp_path)
    first.path("mine").write_text("kept")
    second = Folder.open(tmp_path)
    assert [file.name for file in files(tmp_path)] == ["mine"]
    second.close()
    first.close()
    assert files(tmp_path) == []
