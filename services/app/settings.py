"""Settings, read once at start: from the environment, or from the TOML file that TANDEM_CONFIG names."""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from services.app.authentication_settings import AuthenticationSettings, authentication_from
from services.app.kafka_settings import KAFKA_VARIABLES, kafka_security_from
from services.app.mongo_settings import MONGO_VARIABLES, mongo_security_from
from services.app.secret_files import SUFFIX, read_secret, with_secrets_from_files
from services.app.setting_errors import InvalidSetting
from services.app.transport_settings import TRANSPORT_VARIABLES, TransportSettings, transport_from
from services.authentication.provider import is_loopback
from services.contracts.near_names import suggestion
from services.log.kafka_security import KafkaSecurity
from services.store.mongo_security import MongoSecurity
from services.web.exposure import Audience, Exposure
from services.web.limits import ServerLimits
from services.web.origin_policy import Origin, parse_origin

DEFAULT_PORT = 8000
DEFAULT_DATA = ".tandem"
MEGABYTE = 1_000_000
SQLITE = "sqlite:"
LOG_SCHEMES = ("sqlite", "kafka")
STORE_SCHEMES = ("sqlite", "mongodb", "mongodb+srv")
SERVER = re.compile(r"(?:\[[^\[\]]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
"""A host, in brackets if it is an IPv6 address, and perhaps a port."""
SWITCHES = {"": False, "0": False, "false": False, "1": True, "true": True}
_VARIABLES = {
    "log": "TANDEM_LOG",
    "store": "TANDEM_STORE",
    "data": "TANDEM_DATA",
    "secret": "TANDEM_SECRET",
    "host": "TANDEM_HOST",
    "port": "PORT",
    "insecure": "TANDEM_INSECURE",
    "log_level": "TANDEM_LOG_LEVEL",
    "documents": "TANDEM_DOCUMENTS",
    "trusted_only": "TANDEM_TRUSTED_ONLY",
    "persisted_queries": "TANDEM_PERSISTED_QUERIES",
    "allowed_origins": "TANDEM_ALLOWED_ORIGINS",
    "access_log": "TANDEM_ACCESS_LOG",
    "introspection": "TANDEM_INTROSPECTION",
    "graphiql": "TANDEM_GRAPHIQL",
    **TRANSPORT_VARIABLES,
    **KAFKA_VARIABLES,
    **MONGO_VARIABLES,
    "public_url": "TANDEM_PUBLIC_URL",
    "issuer": "TANDEM_ISSUER",
    "audience": "TANDEM_AUDIENCE",
    "jwks_url": "TANDEM_JWKS_URL",
    "algorithms": "TANDEM_ALGORITHMS",
    "clients": "TANDEM_CLIENTS",
    "leeway_seconds": "TANDEM_LEEWAY_SECONDS",
    "claims": "TANDEM_CLAIMS",
    "client_id": "TANDEM_CLIENT_ID",
    "client_secret": "TANDEM_CLIENT_SECRET",
    "scopes": "TANDEM_SCOPES",
    "session_hours": "TANDEM_SESSION_HOURS",
    "session_idle_minutes": "TANDEM_SESSION_IDLE_MINUTES",
    "max_connections": "TANDEM_MAX_CONNECTIONS",
    "max_streams": "TANDEM_MAX_STREAMS",
    "principal_points": "TANDEM_PRINCIPAL_POINTS",
    "principal_requests": "TANDEM_PRINCIPAL_REQUESTS",
    "principal_streams": "TANDEM_PRINCIPAL_STREAMS",
    "header_seconds": "TANDEM_HEADER_SECONDS",
    "body_seconds": "TANDEM_BODY_SECONDS",
    "idle_seconds": "TANDEM_IDLE_SECONDS",
    "unread_seconds": "TANDEM_UNREAD_SECONDS",
    "body_megabytes": "TANDEM_BODY_MEGABYTES",
    "unread_megabytes": "TANDEM_UNREAD_MEGABYTES",
}
SECRETS = (
    "log",
    "store",
    "secret",
    "tls_key_password",
    "kafka_password",
    "kafka_key_password",
    "mongo_password",
    "mongo_key_password",
    "client_secret",
)
"""The settings that are secret or may hold a secret: each can come from a file, too."""
_SECRET_VARIABLES = {name: _VARIABLES[name] for name in SECRETS}
_ALTERNATIVES = {name: {variable, f"{variable}{SUFFIX.upper()}"} for name, variable in _SECRET_VARIABLES.items()}
_SECRET_FILES = {
    name: (f"{name}{SUFFIX}", f"{variable}{SUFFIX.upper()}") for name, variable in _SECRET_VARIABLES.items()
}
VARIABLES = dict(
    pair
    for name, variable in _VARIABLES.items()
    for pair in [(name, variable), *([_SECRET_FILES[name]] if name in _SECRET_FILES else [])]
)
"""Name in the TOML file → environment variable, which wins."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know.

    Attributes:
        data: folder of the embedded log and store, and of the secret if none is given (TANDEM_DATA).
        log: URL of the event log: `sqlite:PATH` or `kafka://host:port[,host:port…]` (TANDEM_LOG); empty: in `data`.
        store: URL of the store: `sqlite:PATH` or `mongodb://…` (TANDEM_STORE); empty: in `data`.
        secret: the secret behind all learner keys, in hex (TANDEM_SECRET); empty: a file in `data`.
        host: address to listen on (TANDEM_HOST). Without configured authentication the server listens on loopback
            only, unless `insecure` (`check_exposure`).
        port: PORT.
        insecure: TANDEM_INSECURE=1: listen on any address although everybody who reaches it sees everything.
        transport: the server's own TLS, or the proxies before it (TANDEM_TLS_CERTIFICATE_FILE and others).
        kafka: how the brokers are reached securely (TANDEM_KAFKA_SECURITY and others).
        mongo: how the store's servers are reached securely (TANDEM_MONGO_CA_FILE and others).
        log_level: TANDEM_LOG_LEVEL.
        documents: a file of trusted GraphQL documents by id (TANDEM_DOCUMENTS); None: there are none.
        trusted_only: TANDEM_TRUSTED_ONLY=1: refuse all other documents.
        persisted_queries: TANDEM_PERSISTED_QUERIES=0: clients may not register documents by their hashes.
        allowed_origins: whose web pages may call, besides the server's own (TANDEM_ALLOWED_ORIGINS).
        access_log: TANDEM_ACCESS_LOG=1: log every request.
        exposure: to whom the schema is shown (TANDEM_INTROSPECTION, TANDEM_GRAPHIQL).
        limits: of connections (TANDEM_MAX_CONNECTIONS and others).
        authentication: who may come, and how they sign in (TANDEM_ISSUER and others; docs/sign-in.md).
    """

    data: Path
    log: str = field(default="", repr=False)  # URLs may hold passwords
    store: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    insecure: bool = False
    transport: TransportSettings = field(default_factory=TransportSettings)
    kafka: KafkaSecurity = field(default_factory=KafkaSecurity)
    mongo: MongoSecurity = field(default_factory=MongoSecurity)
    log_level: str = "info"
    documents: Path | None = None
    trusted_only: bool = False
    persisted_queries: bool = True
    allowed_origins: tuple[Origin, ...] = ()
    access_log: bool = False
    exposure: Exposure = field(default_factory=Exposure)
    limits: ServerLimits = field(default_factory=ServerLimits)
    authentication: AuthenticationSettings = field(default_factory=AuthenticationSettings)

    @property
    def log_url(self) -> str:
        return self.log or f"{SQLITE}{self.data / 'log.sqlite'}"

    @property
    def store_url(self) -> str:
        return self.store or f"{SQLITE}{self.data / 'store.sqlite'}"


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Raises InvalidSetting."""
    values = values_in_force(environment)
    host = values.get("host", "127.0.0.1")
    insecure = _switch(values.get("insecure", ""), "TANDEM_INSECURE")
    level = values.get("log_level", "info").lower()
    if level not in ("debug", "info", "warning", "error"):
        raise InvalidSetting(f"TANDEM_LOG_LEVEL={level}: use debug, info, warning or error")
    trusted_only = _switch(values.get("trusted_only", ""), "TANDEM_TRUSTED_ONLY")
    if trusted_only and not values.get("documents"):
        raise InvalidSetting("TANDEM_TRUSTED_ONLY: nothing could be asked; name a file in TANDEM_DOCUMENTS, too")
    if secret := values.get("secret", ""):
        _from_hex(secret, "TANDEM_SECRET")
    log = _url(values.get("log", ""), "TANDEM_LOG", LOG_SCHEMES)
    store = _url(values.get("store", ""), "TANDEM_STORE", STORE_SCHEMES)
    return Settings(
        data=Path(values.get("data") or DEFAULT_DATA),
        log=log,
        store=store,
        secret=secret,
        host=host,
        port=_port(values.get("port", str(DEFAULT_PORT))),
        insecure=insecure,
        transport=transport_from(values),
        kafka=_kafka(values, log),
        mongo=mongo_security_from(values, store),
        log_level=level,
        documents=Path(values["documents"]) if values.get("documents") else None,
        trusted_only=trusted_only,
        persisted_queries=_switch(values.get("persisted_queries") or "1", "TANDEM_PERSISTED_QUERIES"),
        allowed_origins=_origins(values.get("allowed_origins", "")),
        access_log=_switch(values.get("access_log", ""), "TANDEM_ACCESS_LOG"),
        exposure=Exposure(_audience(values, "introspection"), _audience(values, "graphiql")),
        limits=_limits(values),
        authentication=authentication_from(values),
    )


def _kafka(values: Mapping[str, str], log: str) -> KafkaSecurity:
    check_hostname = _switch(values.get("kafka_check_hostname") or "1", "TANDEM_KAFKA_CHECK_HOSTNAME")
    return kafka_security_from(values, check_hostname=check_hostname, log_url=log)


def values_in_force(environment: Mapping[str, str]) -> dict[str, str]:
    """Every setting that is given, by its name in the file, with the secrets that files hold. Raises InvalidSetting."""
    known = {*VARIABLES.values(), "TANDEM_CONFIG"}
    if unknown := sorted(
        variable for variable in environment if variable.startswith("TANDEM_") and variable not in known
    ):
        names = ", ".join(f"{variable}{suggestion(variable, known)}" for variable in unknown)
        raise InvalidSetting(f"no setting is called {names}; there are {', '.join(sorted(known))}")
    values = read_file(Path(path)) if (path := environment.get("TANDEM_CONFIG")) else {}
    for name, alternatives in _ALTERNATIVES.items():
        if alternatives & environment.keys():  # a secret of the environment wins over the file of one, and the reverse
            values.pop(name, None)
            values.pop(f"{name}{SUFFIX}", None)
    values |= {name: environment[variable] for name, variable in VARIABLES.items() if variable in environment}
    return with_secrets_from_files(values, _SECRET_VARIABLES)


def read_file(path: Path) -> dict[str, str]:
    """The settings of a TOML file by name. Raises InvalidSetting if it cannot be read or names one that is not."""
    try:
        read = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(f"TANDEM_CONFIG={path}: {error}") from None
    if unknown := sorted(read.keys() - VARIABLES.keys()):
        names = ", ".join(f"{name}{suggestion(name, VARIABLES)}" for name in unknown)
        raise InvalidSetting(f"TANDEM_CONFIG={path}: no setting {names}; there are {', '.join(VARIABLES)}")
    for name, value in read.items():
        if not isinstance(value, str | int):
            raise InvalidSetting(f"TANDEM_CONFIG={path}: {name} must be a text, a number or a boolean")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in read.items()}


def master_secret(settings: Settings) -> bytes:
    """The secret behind all learner keys: the one that is set, or a file in the data folder, made on first use.

    Keep it: with another secret the same students get other keys. All processes of a cluster must share one.
    """
    if settings.secret:
        return _from_hex(settings.secret, "TANDEM_SECRET")
    path = settings.data / "learner.secret"
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    return _from_hex(path.read_text(errors="replace").strip(), str(path))


def _make_secret(path: Path) -> None:
    """Whole or not at all: another process may look, or this one be killed, at any moment. The first one counts."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)


def sqlite_path(url: str) -> Path | None:
    """The file of a `sqlite:` URL; None for another one."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def other_store(text: str) -> str:
    """The URL of a store that is not the one of the settings, or the one in the file of `file:PATH`.

    Raises:
        InvalidSetting: also for a password, since everybody on the machine can see the arguments of a process.
    """
    if not text:
        raise InvalidSetting("FROM is empty; name a store, such as sqlite:/var/lib/tandem/store.sqlite")
    if text.startswith("file:"):
        return _url(read_secret(text.removeprefix("file:"), "FROM"), "FROM", STORE_SCHEMES)
    if ":" in urlsplit(_url(text, "FROM", STORE_SCHEMES)).netloc.rpartition("@")[0]:
        raise InvalidSetting("FROM holds a password, which others could see; write the URL into a file: file:PATH")
    return text


def _url(text: str, variable: str, schemes: tuple[str, ...]) -> str:
    """The URL as it was given. What is wrong is said without its text, which may hold a password."""
    if not text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        raise InvalidSetting(f"{variable} is not a URL") from None
    if parts.scheme not in schemes or not text.startswith(f"{parts.scheme}:"):  # not all clients take another case
        forms = ", ".join(f"{scheme}:PATH" if scheme == "sqlite" else f"{scheme}://…" for scheme in schemes)
        raise InvalidSetting(f"{variable} must have one of the forms {forms}")
    if parts.scheme == "sqlite":
        if parts.netloc or not parts.path:
            raise InvalidSetting(f"{variable}: write sqlite:PATH, such as sqlite:/var/lib/tandem/file.sqlite")
        return text
    if "@" in f"{parts.path}{parts.query}{parts.fragment}":  # part of a password would be taken for a database's name
        raise InvalidSetting(f"{variable}: write / as %2F, ? as %3F, # as %23 and @ as %40 in passwords and options")
    if not parts.netloc:
        raise InvalidSetting(f"{variable} names no server; write {parts.scheme}://host:port")
    if not all(map(_is_server, parts.netloc.rpartition("@")[2].split(","))):
        raise InvalidSetting(f"{variable}: each server is host or host:port, with a port from 1 to 65535")
    return text


def _is_server(text: str) -> bool:
    match = SERVER.fullmatch(text)
    return match is not None and (match[1] is None or 0 < int(match[1]) <= 65535)


def _limits(values: Mapping[str, str]) -> ServerLimits:
    def number(name: str, default: float, most: int) -> int:
        text = values.get(name) or str(int(default))
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise InvalidSetting(f"{VARIABLES[name]}={text[:50]}: use a whole number from 1 to {most}")
        return int(text)

    default = ServerLimits()
    return ServerLimits(
        connections=number("max_connections", default.connections, 1_000_000),
        streams=number("max_streams", default.streams, 1_000_000),
        principal_points=number("principal_points", default.principal_points, 1_000_000_000),
        principal_requests=number("principal_requests", default.principal_requests, 1_000_000),
        principal_streams=number("principal_streams", default.principal_streams, 1_000_000),
        header_seconds=number("header_seconds", default.header_seconds, 3600),
        body_seconds=number("body_seconds", default.body_seconds, 3600),
        idle_seconds=number("idle_seconds", default.idle_seconds, 3600),
        unread_seconds=number("unread_seconds", default.unread_seconds, 3600),
        body_bytes=number("body_megabytes", default.body_bytes / MEGABYTE, 1_000_000) * MEGABYTE,
        unread_bytes=number("unread_megabytes", default.unread_bytes / MEGABYTE, 1_000_000) * MEGABYTE,
    )


def _origins(text: str) -> tuple[Origin, ...]:
    """Origins that are separated by commas or spaces."""
    origins = []
    for word in text.replace(",", " ").split():
        if (origin := parse_origin(word)) is None:
            raise InvalidSetting(
                f"TANDEM_ALLOWED_ORIGINS: {word} is not an origin; write scheme and host, and the port unless it "
                "is the scheme's own, such as https://dashboard.example or http://localhost:3000. There is no * for all"
            )
        origins.append(origin)
    return tuple(origins)


def _audience(values: Mapping[str, str], name: str) -> Audience:
    text = values.get(name) or Audience.EVERYBODY
    if text not in tuple(Audience):
        raise InvalidSetting(f"{VARIABLES[name]}={text[:50]}: use {', '.join(Audience)}")
    return Audience(text)


def _switch(text: str, variable: str) -> bool:
    if text.lower() not in SWITCHES:
        raise InvalidSetting(f"{variable}={text}: use 1 or true, 0 or false")
    return SWITCHES[text.lower()]


def _from_hex(text: str, where: str) -> bytes:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        raise InvalidSetting(f"{where} must hold hex digits") from None
    if len(secret) < 32:
        raise InvalidSetting(f"{where} must hold at least 64 hex digits; `openssl rand -hex 32` makes some")
    return secret


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise InvalidSetting(f"PORT={text}: use a number from 0 (any free port) to 65535")
    return int(text)


def check_exposure(settings: Settings, *, authenticates: bool) -> None:
    """Raises InvalidSetting where everybody who reaches the address would see everything."""
    if not authenticates and not settings.insecure and not is_loopback(settings.host):
        raise InvalidSetting(
            f"TANDEM_HOST={settings.host}: without authentication Tandem listens on loopback only. Set TANDEM_ISSUER "
            "or make an API key (docs/sign-in.md); TANDEM_INSECURE=1 lets everybody who reaches it see everything"
        )
