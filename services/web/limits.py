"""What one server process grants to its connections, whoever has them, and to each principal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Limits of connections; docs/settings.md names the settings.

    Attributes:
        connections: open at the same time. Beyond them the one that has waited longest to send a whole request, or to
            read its answer, gives way; a request that finds all others busy is answered with 503.
        header_seconds: within which the head of a request must have come once it has begun, or a connection was made.
        body_seconds: within which the body of a request, or a message of a WebSocket, must have come.
        idle_seconds: after which a connection without a request is closed; longer than proxies keep theirs.
        unread_seconds: within which a client must have taken `unread_step` bytes of an answer that waits for it.
        unread_step: bytes.
        unread_bytes: of answers that wait for their clients, together. Beyond them the one that has waited longest is
            dropped.
        body_bytes: of bodies that have not come whole, together. Beyond them the body that began first is refused.
        streams: WebSockets and event streams open at the same time; they count as connections, too.
        principal_points: that one principal may spend in a minute (`services.web.allowances` says what costs how much).
        principal_requests: of one principal that are answered at the same time.
        principal_streams: of one principal, among `streams`.
    """

    connections: int = 900
    header_seconds: float = 10.0
    body_seconds: float = 60.0
    idle_seconds: float = 65.0
    unread_seconds: float = 30.0
    unread_step: int = 100_000
    unread_bytes: int = 256_000_000
    body_bytes: int = 128_000_000
    streams: int = 500
    principal_points: int = 60_000
    principal_requests: int = 200
    principal_streams: int = 100
