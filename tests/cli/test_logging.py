"""What the log says of an error that nobody foresaw."""

import json

import pytest
import structlog

from services.cli.assembly import configure_logging


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
