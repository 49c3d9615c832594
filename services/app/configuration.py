"""What `tandem config` shows: every setting that is in force, and where it came from."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from services.app.authentication_settings import AuthenticationSettings
from services.app.secret_files import SUFFIX
from services.app.settings import (
    MEGABYTE,
    SECRETS,
    VARIABLES,
    Settings,
    read_file,
    settings_from,
    sqlite_path,
    values_in_force,
)
from services.app.transport_settings import TransportSettings
from services.log.kafka_security import KafkaSecurity
from services.store.mongo_security import MongoSecurity

DEFAULT = "default"
HIDDEN = "(hidden)"


class SettingInForce(NamedTuple):
    """One setting.

    Attributes:
        name: in the TOML file.
        variable: the environment variable that sets it.
        value: as text; secrets and passwords are hidden.
        source: the environment variable, the file, or `default`.
    """

    name: str
    variable: str
    value: str
    source: str


def settings_in_force(environment: Mapping[str, str]) -> list[SettingInForce]:
    """Every setting, in the order of the documentation. Raises InvalidSetting, as every command would."""
    values, sources = _values(settings_from(environment)), _sources(environment)
    texts = values_in_force(environment)
    for name, file in {name: f"{name}{SUFFIX}" for name in SECRETS}.items():
        values[file] = texts.get(file) or "none"
        if texts.get(file):
            sources[name] = sources[file]  # the file won over what another place says
    return [
        SettingInForce(name, variable, values[name], sources.get(name, DEFAULT)) for name, variable in VARIABLES.items()
    ]


def _sources(environment: Mapping[str, str]) -> dict[str, str]:
    """Where each setting that is not the default came from; the environment wins over the file."""
    path = environment.get("TANDEM_CONFIG")
    from_file = dict.fromkeys(read_file(Path(path)), path) if path else {}
    return from_file | {name: variable for name, variable in VARIABLES.items() if variable in environment}


def _values(settings: Settings) -> dict[str, str]:
    limits = settings.limits
    numbers = {
        "port": settings.port,
        "max_connections": limits.connections,
        "max_streams": limits.streams,
        "header_seconds": limits.header_seconds,
        "body_seconds": limits.body_seconds,
        "idle_seconds": limits.idle_seconds,
        "unread_seconds": limits.unread_seconds,
        "body_megabytes": limits.body_bytes / MEGABYTE,
        "unread_megabytes": limits.unread_bytes / MEGABYTE,
        "principal_points": limits.principal_points,
        "principal_requests": limits.principal_requests,
        "principal_streams": limits.principal_streams,
        "leeway_seconds": settings.authentication.leeway_seconds,
        "session_hours": settings.authentication.session_hours,
        "session_idle_minutes": settings.authentication.session_idle_minutes,
    }
    switches = {
        "insecure": settings.insecure,
        "trusted_only": settings.trusted_only,
        "persisted_queries": settings.persisted_queries,
        "access_log": settings.access_log,
    }
    texts = {
        "log": _without_secrets(settings.log_url),
        "store": _without_secrets(settings.store_url),
        "data": os.fspath(settings.data),
        "secret": HIDDEN if settings.secret else f"in {settings.data / 'learner.secret'}",
        "host": settings.host,
        "log_level": settings.log_level,
        "introspection": str(settings.exposure.introspection),
        "graphiql": str(settings.exposure.graphiql),
        "documents": os.fspath(settings.documents) if settings.documents else "none",
        "allowed_origins": " ".join(map(str, settings.allowed_origins)) or "none",
    }
    return (
        texts
        | _authentication_texts(settings.authentication)
        | _transport_texts(settings.transport)
        | _kafka_texts(settings.kafka)
        | _mongo_texts(settings.mongo)
        | {name: f"{number:g}" for name, number in numbers.items()}
        | {name: str(on).lower() for name, on in switches.items()}
    )


def _transport_texts(transport: TransportSettings) -> dict[str, str]:
    return {
        "tls_certificate_file": transport.certificate_file or "none",
        "tls_key_file": transport.key_file or "none",
        "tls_key_password": HIDDEN if transport.key_password else "none",
        "trusted_proxies": " ".join(transport.trusted_proxies) or "none",
    }


def _kafka_texts(security: KafkaSecurity) -> dict[str, str]:
    shown = ("user", "token_file", "token_url", "scope", "ca_file", "certificate_file", "key_file", "mechanism")
    hidden = ("password", "key_password")
    return (
        {f"kafka_{name}": getattr(security, name) or "none" for name in shown}
        | {f"kafka_{name}": HIDDEN if getattr(security, name) else "none" for name in hidden}
        | {"kafka_security": security.protocol, "kafka_check_hostname": str(security.check_hostname).lower()}
    )


def _mongo_texts(security: MongoSecurity) -> dict[str, str]:
    return {f"mongo_{name}": getattr(security, name) or "none" for name in ("user", "ca_file", "certificate_file")} | {
        f"mongo_{name}": HIDDEN if getattr(security, name) else "none" for name in ("password", "key_password")
    }


def _authentication_texts(authentication: AuthenticationSettings) -> dict[str, str]:
    names = ("public_url", "issuer", "audience", "jwks_url", "claims", "client_id", "scopes")
    texts = {name: getattr(authentication, name) or "none" for name in names}
    secret = HIDDEN if authentication.client_secret else "none"
    lists = {"algorithms": authentication.algorithms, "clients": authentication.clients}
    joined = {name: " ".join(values) or "any" for name, values in lists.items()}
    return texts | joined | {"client_secret": secret}


def _without_secrets(url: str) -> str:
    """User and options of a server's URL are hidden whole: several options of MongoDB hold passwords or tokens."""
    if sqlite_path(url) is not None:
        return url
    parts = urlsplit(url)
    user, at, servers = parts.netloc.rpartition("@")
    options = f"?{HIDDEN}" if parts.query else ""
    return f"{parts.scheme}://{HIDDEN if user else ''}{at}{servers}{parts.path}{options}"
