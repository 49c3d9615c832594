"""The socket that is listened on, and how uvicorn serves it."""

import resource
import socket

import structlog
import uvicorn
from starlette.types import ASGIApp

from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.app.transport_settings import TransportSettings
from services.web.connections import protocols
from services.web.graphql_request import MAX_BODY
from services.web.limits import ServerLimits

log = structlog.get_logger(__name__)
BACKLOG = 2048
OTHER_FILES = 200
"""Of log, store and exports."""
GRACE = 10
"""Seconds that a stopping server gives to what is in hand."""


def listen(settings: Settings) -> socket.socket:
    """Listen first: a taken port is said before anything else begins, and early clients wait. Raises InvalidSetting."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # on Linux: the kernel drops a client that takes nothing at all
        milliseconds = int(settings.limits.unread_seconds * 1000)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        address = f"{named(settings.host)}:{settings.port}"
        message = f"cannot listen on {address}: {error.strerror}; set PORT to a free one (or 0)"
        raise InvalidSetting(message) from None
    return listening


def allow_open_files(connections: int) -> None:
    """Lets the process have so many sockets beside its files, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_FILES
    if hard != resource.RLIM_INFINITY and wanted > hard:
        log.warning("server.few_files", limit=hard, needed=wanted)
        wanted = hard
    if soft != resource.RLIM_INFINITY and wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def named(host: str) -> str:
    """As in a URL, where an IPv6 address has brackets."""
    return f"[{host}]" if ":" in host else host


def config_of(
    app: ASGIApp,
    log_level: str | None = None,
    limits: ServerLimits | None = None,
    transport: TransportSettings | None = None,
) -> uvicorn.Config:
    """How the application is served. Raises InvalidSetting if the certificate cannot be used any more."""
    limits, transport = limits or ServerLimits(), transport or TransportSettings()
    context = transport.tls_context() if transport.has_tls else None
    http, websocket = protocols(limits)
    return uvicorn.Config(
        app,
        http=http,
        log_config=None,  # as `configure_logging` set it up
        log_level=log_level,
        access_log=False,
        lifespan="off",
        ws=websocket,
        ws_max_size=MAX_BODY,
        ws_per_message_deflate=False,  # its memory is for every connection, and most answers are small
        timeout_keep_alive=limits.idle_seconds,  # type: ignore[arg-type]  # it only passes it to call_later
        timeout_graceful_shutdown=GRACE,
        proxy_headers=bool(transport.trusted_proxies),  # by itself it would believe whoever connects from loopback
        forwarded_allow_ips=list(transport.trusted_proxies),
        ssl_context_factory=None if context is None else lambda _, __: context,
    )
