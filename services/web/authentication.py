"""Finds out who sends a request, before any route is taken. Whatever is not listed as open needs a credential."""

import re
from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.authentication.authenticator import Authenticator, Identity
from services.authentication.credentials import (
    COOKIE,
    SECURE_COOKIE,
    Credential,
    SessionCookie,
    bearer,
    cookie_counts,
    session_cookie,
)
from services.authentication.refusals import CredentialRefused, ProviderUnavailable, TokensExpired
from services.authentication.sign_in import SignIn
from services.core.access import ANONYMOUS
from services.store.port import StoreError
from services.web.admission import CHECK_SECONDS, Admission, admit
from services.web.dashboard_routes import VIEWS
from services.web.negotiation import preferred
from services.web.origin_policy import is_own_origin
from services.web.origins import refusal_body
from services.web.session_cookies import cookie_header

log = structlog.get_logger(__name__)
CODE = "UNAUTHENTICATED"
MESSAGE = "sign in, or send a valid token or API key as `Authorization: Bearer …`"
"""The one message for all refusals: the log has the reason."""
UNAVAILABLE = "who you are cannot be checked at the moment; send the request again later"
OPEN_PATHS = ("/assets/", "/static/", "/schemas", "/livez", "/readyz", "/sign-in", "/sign-out")
"""What anybody may load: pages and their parts, contracts, health, and the way to sign in."""
NOBODY = Identity(ANONYMOUS, "")
"""Whoever shows no credential, or a cookie that is over. A wrong token or key is refused whatever is asked for."""
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_PAGES = tuple(_PLACEHOLDER.sub("[^/]+", view) for view in VIEWS)
_BELOW = tuple(f"{name.rstrip('/')}(?:/.*)?" for name in OPEN_PATHS)
_OPEN = re.compile("|".join((*_BELOW, *_PAGES)), re.DOTALL)


def is_open(path: str) -> bool:
    """Whether a path is served to anybody. The pages hold no data: their requests for it need a credential."""
    return _OPEN.fullmatch(path) is not None


class Identification:
    """Who sends a request, by its headers and its cookie."""

    def __init__(
        self,
        authenticator: Authenticator,
        sign_in: SignIn | None,
        *,
        secure: bool,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self.check_seconds = check_seconds
        self.authenticator = authenticator
        self.sign_in = sign_in
        self.secure = secure

    @property
    def cookie(self) -> str:
        return SECURE_COOKIE if self.secure else COOKIE

    def credential(self, connection: HTTPConnection) -> Credential | None:
        """A header wins over the cookie. Raises CredentialRefused."""
        shown = bearer(connection.headers.getlist("authorization"))
        if shown is not None:
            return shown
        headers = connection.headers
        cookie = session_cookie(headers.get("cookie", ""), self.cookie)
        if cookie is None:
            return None
        scope_type, method = connection.scope["type"], connection.scope.get("method", "GET")
        own = is_own_origin(connection.scope.get("scheme", "http"), headers)
        return cookie if cookie_counts(scope_type, method, headers, is_own_origin=own) else None

    async def identify(self, connection: HTTPConnection) -> tuple[Credential | None, Identity | None, str | None]:
        """The credential, who has it, and the secret of a session that followed on the one of the cookie."""
        credential = self.credential(connection)
        try:
            return credential, await self.authenticator.identity(credential), None
        except TokensExpired:
            if self.sign_in is None or connection.scope["type"] != "http" or not isinstance(credential, SessionCookie):
                raise  # a WebSocket cannot be given another cookie; pages send requests besides
            secret = await self.sign_in.refresh(credential.secret)
            identity = await self.authenticator.identity(SessionCookie(secret))
            return SessionCookie(secret), identity, None if secret == credential.secret else secret


class Authentication:
    """ASGI middleware over every route: the one place where credentials are looked at."""

    def __init__(self, app: ASGIApp, identification: Identification) -> None:
        self._app = app
        self._identification = identification

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            credential, identity, next_secret = await self._identification.identify(connection)
        except CredentialRefused as refused:
            log.info("authentication.refused", reason=str(refused), path=scope["path"])
            if "authorization" in connection.headers or not _may_be_for_anybody(connection):
                await self._refuse(connection, receive, send)
                return
            credential, identity, next_secret = None, NOBODY, None  # a cookie that is over keeps nobody from the public
        except (ProviderUnavailable, StoreError) as error:
            log.warning("authentication.unavailable", reason=str(error))
            headers = {"Retry-After": "10", "Cache-Control": "no-store"}
            body = refusal_body(scope["path"], "AUTHENTICATION_UNAVAILABLE", UNAVAILABLE)
            await JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, headers)(scope, receive, send)
            return
        if identity is None and scope["type"] == "http":
            if not _may_be_for_anybody(connection):
                await self._refuse(connection, receive, send)
                return
            identity = NOBODY
        own = self._identification
        admit(scope, Admission(own.authenticator, credential, identity, own.check_seconds))
        await self._app(scope, receive, self._with_cookie(send, identity, next_secret))

    def _with_cookie(self, send: Send, identity: Identity | None, secret: str | None) -> Send:
        """Sends the cookie of a session that followed on another one along with the answer."""
        if secret is None or identity is None or identity.session is None:
            return send
        value = cookie_header(
            self._identification.cookie, secret, identity.session.until, secure=self._identification.secure
        )

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", value)
            await send(message)

        return sending

    async def _refuse(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        scope = connection.scope
        response: Response = unauthenticated(scope["path"])
        if scope["type"] == "http" and self._identification.sign_in is not None and _opens_graphiql(connection):
            target = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
            response = RedirectResponse(f"/sign-in?{urlencode({'to': target})}", HTTPStatus.SEE_OTHER)
        await response(scope, receive, send)


def _may_be_for_anybody(connection: HTTPConnection) -> bool:
    """Whether the route looks itself: GraphQL answers anybody what is public, and refuses all else as here."""
    is_request = connection.scope["type"] == "http" and connection.scope["path"] == "/graphql"
    return is_request and not _opens_graphiql(connection)


def unauthenticated(path: str) -> Response:
    """401, whatever is wrong with the credential."""
    headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
    return JSONResponse(refusal_body(path, CODE, MESSAGE), HTTPStatus.UNAUTHORIZED, headers)


def _opens_graphiql(connection: HTTPConnection) -> bool:
    if connection.scope["path"] != "/graphql" or connection.scope["method"] != "GET":
        return False
    return preferred(connection.headers.get("accept"), ("application/json", "text/html")) == "text/html"
