"""Refuses requests of who has spent what they may (IETF draft `RateLimit header fields for HTTP`)."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.web.allowances import POLICY, Allowances, key_of, points_of
from services.web.origins import refusal_body

CODE = "TOO_MANY_REQUESTS"


class AllowanceLimits:
    """ASGI middleware inside of the authentication, which knows who asks. Messages of WebSockets are not seen here."""

    def __init__(self, app: ASGIApp, allowances: Allowances) -> None:
        self._app = app
        self._allowances = allowances

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = key_of(scope) if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        own = self._allowances
        sending = self._with_standing(key, send)
        if not own.spend(key, points_of(Headers(scope=scope).get("content-length"), scope["method"])):
            await out_of_points(own, key, scope["path"])(scope, receive, sending)
            return
        if own.in_flight[key] >= own.requests:
            await _too_many_at_once(own, scope["path"])(scope, receive, sending)
            return
        own.in_flight[key] += 1
        try:
            await self._app(scope, receive, sending)
        finally:
            own.in_flight[key] -= 1
            if not own.in_flight[key]:
                del own.in_flight[key]

    def _with_standing(self, key: str, send: Send) -> Send:
        own = self._allowances

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                standing = own.standing(key)
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = f'"{POLICY}";q={own.points};w={own.seconds}'
                headers["RateLimit"] = f'"{POLICY}";r={standing.remaining};t={standing.seconds}'
            await send(message)

        return sending


def out_of_points(allowances: Allowances, key: str, path: str) -> ASGIApp:
    seconds = allowances.standing(key).seconds
    body = refusal_body(path, CODE, out_of_points_text(allowances, seconds), limit=allowances.points)
    return JSONResponse(body, 429, {"Retry-After": str(seconds)})


def out_of_points_text(allowances: Allowances, seconds: int) -> str:
    return (
        f"you have spent the {allowances.points} points that you have for {allowances.seconds} seconds; "
        f"there are new ones in {seconds} seconds"
    )


def _too_many_at_once(allowances: Allowances, path: str) -> ASGIApp:
    reason = f"{allowances.requests} of your requests are being answered; send this one when one of them is"
    return JSONResponse(refusal_body(path, CODE, reason, limit=allowances.requests), 429, {"Retry-After": "1"})
