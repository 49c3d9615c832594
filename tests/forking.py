"""Processes that begin where their imports end: importing takes a second, and tests start hundreds of them."""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE = 300.0  # seconds; a bound for what would otherwise hang, nothing is measured with it
_forks = get_context("forkserver")  # from a process that has no threads
_forks.set_forkserver_preload(["tests.cluster.consuming", "services.cli.main", "services.cli.demo", __name__])


def start_process(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that does the work, and ends with the tests if not before."""
    process = _forks.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def run_command(data: Path, *arguments: str) -> tuple[int, str]:
    """Run `tandem` to its end over a folder of data; its exit code, and what it printed."""
    reader, writer = _forks.Pipe(duplex=False)
    process = start_process(_run_tandem, writer, str(data), arguments)
    writer.close()
    with os.fdopen(os.dup(reader.fileno()), encoding="utf-8") as printed:
        reader.close()
        output = printed.read()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return process.exitcode, output


def _run_tandem(writer: Connection, data: str, arguments: tuple[str, ...]) -> None:
    from services.cli.main import run  # noqa: PLC0415 - imported by the process that this one is forked from

    for stream in (1, 2):
        os.dup2(writer.fileno(), stream)
    writer.close()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(ROOT)
    os.environ |= {"TANDEM_DATA": data, "PORT": "0"}
    sys.argv = ["tandem", *arguments]
    run()
