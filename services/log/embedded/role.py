"""The consumer role: at most one live holder per topic and group on a machine, whatever way the last one ended."""

import fcntl
import os
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from services.log.port import ConsumerAlreadyRunning


def take_role(log_path: Path, topic: str, group: str) -> TextIO:
    """Lock `<log_path>.<topic>.<group>.lock`; the role is held until the file given back is closed or the process dies.

    Raises:
        ConsumerAlreadyRunning: somebody holds it, in this or another process.
        OSError: the lock file cannot be opened.
    """
    log_path = log_path.resolve()  # or two names of one file would have two holders
    lock = log_path.with_name(f"{log_path.name}.{_encoded(topic)}.{_encoded(group)}.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with lock:
            lock.seek(0)
            raise ConsumerAlreadyRunning(_refusal(log_path, topic, group, lock.read())) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _encoded(name: str) -> str:
    """Safe in a file name, and free of dots, so that ("a.b", "c") and ("a", "b.c") have different lock files."""
    return quote(name, safe="").replace(".", "%2E")


def _refusal(log_path: Path, topic: str, group: str, holder: str) -> str:
    return (
        f"Process {holder or 'unknown'} already consumes {topic!r} for group {group!r} from {log_path}, and only one "
        "may. Stop it first; to share the work among several consumers, use Kafka."
    )
