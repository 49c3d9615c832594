"""`tandem backup`: copies of the embedded files that belong together, while they are in use."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, sqlite_path
from services.log.embedded import damages_in
from services.log.port import DamagedLog
from services.store.port import DamagedStore

SECRET = "learner.secret"  # noqa: S105 - the name of a file


def back_up(settings: Settings, folder: Path) -> None:
    """Copy store, log and secret into a new folder, the store first: a log may be newer than its store, never older.

    Raises:
        InvalidSetting: log or store is no file, or the folder already exists.
        DamagedLog, DamagedStore: what was copied is damaged; the copy is left for whoever wants to look at it.
    """
    store, log = sqlite_path(settings.store_url), sqlite_path(settings.log_url)
    if store is None or log is None:
        raise InvalidSetting("only files are backed up here; servers have tools of their own (docs/operations.md)")
    if folder.exists():
        raise InvalidSetting(f"{folder} already exists; name a new folder")
    for path in (store, log):
        if not path.exists():
            raise InvalidSetting(f"{path} is not there; are TANDEM_STORE, TANDEM_LOG and TANDEM_DATA right?")
    folder.mkdir(mode=0o700, parents=True)
    kept = [_copied(path, folder / path.name) for path in (store, log)]
    if not settings.secret:
        shutil.copy2(settings.data / SECRET, folder / SECRET)
    _check_store(kept[0])
    _check_log(kept[1])
    names = [path.name for path in kept] + ([] if settings.secret else [SECRET])
    print(f"{folder} holds {', '.join(names)}")
    if settings.secret:
        print("TANDEM_SECRET is not in it: keep it elsewhere, the files are of no use without it")


def _copied(path: Path, copy: Path) -> Path:
    """As the file is at one moment, whoever writes it meanwhile."""
    try:
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter of a message that repeats a damaged schema
        raise DamagedStore(f"{path} cannot be backed up: {error}; `tandem verify` says more") from error
    return copy


def _check_store(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as db:
            said = [row[0] for row in db.execute("PRAGMA quick_check(3)")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        said = [str(error)]
    if said != ["ok"]:
        raise DamagedStore(f"the store is damaged, and so is its copy {copy}: {said[0]}; `tandem verify` says more")


def _check_log(copy: Path) -> None:
    if damages := damages_in(copy):
        raise DamagedLog(f"the log is damaged, and so is its copy {copy}: {damages[0]}; `tandem log check` says more")
