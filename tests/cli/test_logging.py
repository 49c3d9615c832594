"""What a process logs, whoever says it."""

import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import structlog

from services.app.log_output import configure_logging
from services.web.access_log import AccessLog
from services.web.app import application
from services.web.health import Readiness, health_routes
from tests.support.demo import ROOT


@contextmanager
def configured() -> Iterator[None]:
    """The format of the command line, and what was there before afterwards."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (threading.excepthook, sys.unraisablehook)
    configure_logging("info")
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:], (threading.excepthook, sys.unraisablehook) = handlers, hooks
        root.setLevel(level)
        structlog.configure(**before)


def failing(learner: str) -> None:
    raise ValueError("what went wrong")


@pytest.mark.parametrize("logger", [structlog.get_logger(), logging.getLogger("kafka.client")])
def test_of_an_error_the_log_has_the_place_and_no_value_of_a_variable(
    capsys: pytest.CaptureFixture[str], logger: logging.Logger
) -> None:
    """Variables hold learners, and secrets."""
    with configured():
        try:
            failing("lk_0123456789abcdef")
        except ValueError:
            logger.exception("export")
    said = capsys.readouterr().err
    (found,) = json.loads(said)["exception"]
    assert (found["exc_type"], found["exc_value"]) == ("ValueError", "what went wrong")
    assert [frame["name"] for frame in found["frames"]][-1] == "failing"
    assert "lk_0123456789abcdef" not in said


def test_libraries_warnings_and_threads_log_as_we_do(capsys: pytest.CaptureFixture[str]) -> None:
    with configured():
        structlog.get_logger().info("ours", count=1)
        logging.getLogger("uvicorn.error").info("started %s", "here")
        logging.getLogger("kafka.coordinator").warning("lost %d of %d", 1, 2)
        logging.getLogger("kafka.coordinator").info("of no interest")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("an old way", DeprecationWarning, stacklevel=1)
        thread = threading.Thread(target=failing, args=("lk_0123456789abcdef",), name="consumer")
        thread.start()
        thread.join()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert [(line["level"], line.get("logger")) for line in lines] == [
        ("info", None),
        ("info", "uvicorn.error"),
        ("warning", "kafka.coordinator"),
        ("warning", "py.warnings"),
        ("error", None),
    ]
    assert [lines[1]["event"], lines[2]["event"]] == ["started here", "lost 1 of 2"]
    assert "an old way" in lines[3]["event"]
    assert (lines[4]["event"], lines[4]["thread"]) == ("thread.failed", "consumer")
    assert all("timestamp" in line for line in lines)
    assert "lk_0123456789abcdef" not in said


def test_a_server_logs_nothing_but_json() -> None:
    """uvicorn would write lines of its own; it is told to start and to stop at once."""
    code = """
import asyncio, os, signal, uvicorn
from starlette.applications import Starlette
from services.app.sockets import config_of
from services.app.log_output import configure_logging
from services.web.access_log import AccessLog
from services.web.app import application
from services.web.health import Readiness, health_routes

configure_logging("info")
server = uvicorn.Server(config_of(Starlette(), "info"))
server.config.host, server.config.port = "127.0.0.1", 0

async def serve():
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    server.should_exit = True
    await task

asyncio.run(serve())
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["logger"] for line in lines} == {"uvicorn.error"}
    assert any("Uvicorn running" in line["event"] for line in lines)


async def test_an_access_log_says_what_was_answered_and_no_query_string() -> None:
    async def ready() -> Readiness:
        return Readiness(ready=True)

    app = AccessLog(application(health_routes(ready)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem") as http:
        with structlog.testing.capture_logs() as logs:
            await http.get("/livez?student=604822")
            await http.get("/nothing")
    assert [(line["event"], line["method"], line["path"], line["status"]) for line in logs] == [
        ("request", "GET", "/livez", 200), ("request", "GET", "/nothing", 404),
    ]  # fmt: skip
    assert all(line["bytes"] > 0 and line["milliseconds"] >= 0 and line["client"] for line in logs)
    assert "604822" not in str(logs)
