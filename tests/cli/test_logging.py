"""Log lines: their form, and what they may not hold."""

import json
import logging

import httpx
import pytest
import structlog

from services.cli.assembly import configure_logging
from services.web.access_log import AccessLog
from services.web.app import application
from services.web.health import Readiness, health_routes


def test_of_an_error_the_log_has_the_place_and_no_value_of_a_variable(capsys: pytest.CaptureFixture[str]) -> None:
    """Variables hold learners, and secrets."""
    before = structlog.get_config()

    def failing(learner: str) -> None:
        raise ValueError("what went wrong")

    try:
        configure_logging("info")
        try:
            failing("lk_0123456789abcdef")
        except ValueError:
            structlog.get_logger().exception("export")
    finally:
        structlog.configure(**before)
    said = capsys.readouterr().err
    (found,) = json.loads(said)["exception"]
    assert (found["exc_type"], found["exc_value"]) == ("ValueError", "what went wrong")
    assert [frame["name"] for frame in found["frames"]][-1] == "failing"
    assert "lk_0123456789abcdef" not in said


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure_logging("info")
        logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
        logging.getLogger("a.library").info("not said by libraries")
        try:
            raise ValueError("what went wrong")
        except ValueError:
            logging.getLogger("asyncio").exception("Task failed")
    finally:
        structlog.configure(**before)
        logging.basicConfig(handlers=handlers, level=level, force=True)
    started, failed = map(json.loads, capsys.readouterr().err.splitlines())
    assert (started["event"], started["level"]) == ("Started server process [7]", "info")
    assert started["timestamp"].endswith("Z")
    assert (failed["logger"], failed["exception"][0]["exc_value"]) == ("asyncio", "what went wrong")


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
