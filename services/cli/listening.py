"""The socket that is listened on, and how uvicorn serves it."""

import socket

import uvicorn
from starlette.applications import Starlette

from services.cli.settings import InvalidSetting, Settings
from services.web.graphql_request import MAX_BODY

BACKLOG = 2048
UNREAD_MILLISECONDS = 30_000
"""After which the kernel drops a client that takes nothing of what it is sent; uvicorn would wait for it for ever."""
GRACE = 10
"""Seconds that a stopping server gives to what is in hand."""


def listen(settings: Settings) -> socket.socket:
    """Listen first: a taken port is said before anything else begins, and early clients wait. Raises InvalidSetting."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # on Linux
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        address = f"{named(settings.host)}:{settings.port}"
        message = f"cannot listen on {address}: {error.strerror}; set PORT to a free one (or 0)"
        raise InvalidSetting(message) from None
    return listening


def named(host: str) -> str:
    """As in a URL, where an IPv6 address has brackets."""
    return f"[{host}]" if ":" in host else host


def config_of(app: Starlette, log_level: str | None = None) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        log_level=log_level,
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MAX_BODY,
        ws_per_message_deflate=False,  # its memory is for every connection, and most answers are small
        timeout_graceful_shutdown=GRACE,
    )
