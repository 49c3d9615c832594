"""Where the files of exports are until they expire."""

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import Self, TextIO

LOCK = "lock"


class Folder:
    """A folder for this process alone, which its owner alone may read.

    The lock in it is held as long as the process lives, so that the next one can tell what was left behind.
    """

    def __init__(self, path: Path, lock: TextIO) -> None:
        self._path = path
        self._lock = lock

    @classmethod
    def open(cls, base: Path) -> Self:
        """Make one below `base`, and remove those of processes that have died."""
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (base / LOCK).open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)  # nobody has a folder without its lock while somebody looks
            for folder in base.iterdir():
                if folder.is_dir() and _is_abandoned(folder):
                    shutil.rmtree(folder)
            own = Path(tempfile.mkdtemp(dir=base))
            lock = (own / LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return cls(own, lock)

    def path(self, name: str) -> Path:
        return self._path / name

    def remove(self, name: str) -> None:
        """Whoever is reading it may go on."""
        self.path(name).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self._path, ignore_errors=True)
        self._lock.close()


def _is_abandoned(folder: Path) -> bool:
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
