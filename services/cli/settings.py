"""Settings, read once at start from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

DEFAULT_PORT = 8000
DEFAULT_DATA = ".tandem"


class InvalidSetting(Exception):
    """A setting has a value that cannot be; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know.

    Attributes:
        data: folder of the embedded log and store (TANDEM_DATA).
        host: address to listen on (TANDEM_HOST). Without configured authentication only loopback is accepted,
            unless `insecure`.
        port: PORT.
        insecure: TANDEM_INSECURE=1: listen on any address although everybody who reaches it sees everything.
        log_level: TANDEM_LOG_LEVEL.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    insecure: bool = False
    log_level: str = "info"

    @property
    def log_path(self) -> Path:
        return self.data / "log.sqlite"

    @property
    def store_path(self) -> Path:
        return self.data / "store.sqlite"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises InvalidSetting."""
    host = environment.get("TANDEM_HOST", "127.0.0.1")
    insecure = environment.get("TANDEM_INSECURE", "") == "1"
    if not insecure and not _is_loopback(host):
        raise InvalidSetting(
            f"TANDEM_HOST={host}: without authentication Tandem listens on loopback only; "
            "set TANDEM_INSECURE=1 if everybody who can reach this address may see everything"
        )
    level = environment.get("TANDEM_LOG_LEVEL", "info").lower()
    if level not in ("debug", "info", "warning", "error"):
        raise InvalidSetting(f"TANDEM_LOG_LEVEL={level}: use debug, info, warning or error")
    return Settings(
        data=Path(environment.get("TANDEM_DATA") or DEFAULT_DATA),
        host=host,
        port=_port(environment.get("PORT", str(DEFAULT_PORT))),
        insecure=insecure,
        log_level=level,
    )


def master_secret(settings: Settings, environment: Mapping[str, str]) -> bytes:
    """The secret behind all learner keys: TANDEM_SECRET (hex), or a file in the data folder, made on first use.

    Keep it: with another secret the same students get other keys.
    """
    if given := environment.get("TANDEM_SECRET"):
        return _from_hex(given, "TANDEM_SECRET")
    path = settings.data / "learner.secret"
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _from_hex(path.read_text().strip(), str(path))
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    return _from_hex(path.read_text(), str(path))


def _from_hex(text: str, where: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        raise InvalidSetting(f"{where} must hold hex digits") from None
    if len(found) < 32:
        raise InvalidSetting(f"{where} must hold at least 64 hex digits; `openssl rand -hex 32` makes some")
    return found


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise InvalidSetting(f"PORT={text}: use a number from 0 (any free port) to 65535")
    return int(text)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
