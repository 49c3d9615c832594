"""The pages of signing in and out: with a provider, or in development from a menu of sample people."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from services.authentication.authenticator import Identity
from services.authentication.credentials import session_cookie
from services.authentication.refusals import CredentialRefused, ProviderUnavailable
from services.authentication.sessions import new_secret
from services.authentication.sign_in import ATTEMPT, safe_path
from services.authentication.stored import SessionDocument
from services.store.port import StoreError
from services.web.authentication import Identification, unauthenticated
from services.web.bodies import Bodies, BodyProblem
from services.web.negotiation import preferred
from services.web.session_cookies import cookie_header, removal
from services.web.sign_in_pages import failed_page, keys_page, menu_page, sign_out_page, unavailable_page

log = structlog.get_logger(__name__)
ATTEMPT_COOKIE = "tandem_sign_in"
MAX_FORM = 4_000
"""Bytes."""
SAMPLE_SESSION = timedelta(days=30)
_NO_STORE = {"Cache-Control": "no-store"}


def sign_in_routes(identification: Identification, bodies: Bodies) -> list[BaseRoute]:
    """/sign-in with what belongs to it, and /sign-out."""
    pages = _Pages(identification, bodies)
    return [
        Route("/sign-in", pages.begin),
        Route("/sign-in/callback", pages.complete),
        Route("/sign-in/as", pages.choose, methods=["POST"]),
        Route("/sign-in/session", pages.session),
        Route("/sign-out", pages.ask_sign_out, methods=["GET"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, identification: Identification, bodies: Bodies) -> None:
        self._identification = identification
        self._authenticator = identification.authenticator
        self._bodies = bodies

    async def begin(self, request: Request) -> Response:
        """To the provider, or the menu."""
        to = safe_path(request.query_params.get("to", "/"))
        try:
            if self._identification.sign_in is None:
                configured = await self._authenticator.is_configured()
                return keys_page() if configured else menu_page(self._authenticator.sample_people.values(), to)
            url, secret = await self._identification.sign_in.begin(to)
        except (ProviderUnavailable, StoreError) as error:
            log.warning("authentication.unavailable", reason=str(error))
            return unavailable_page()
        response = RedirectResponse(url, 303, _NO_STORE)
        self._set(response, ATTEMPT_COOKIE, secret, datetime.now(UTC) + ATTEMPT)
        return response

    async def complete(self, request: Request) -> Response:
        """The provider has sent the browser back."""
        sign_in, cookies = self._identification.sign_in, request.headers.get("cookie", "")
        attempt = session_cookie(cookies, self._named(ATTEMPT_COOKIE))
        try:
            if sign_in is None or attempt is None:
                raise CredentialRefused("sign-in that this browser did not begin")
            secret, to, until = await sign_in.complete(attempt.secret, request.query_params)
            await self._end_session_before(cookies)
        except CredentialRefused as refused:
            log.info("authentication.refused", reason=str(refused), path="/sign-in/callback")
            return failed_page()
        except (ProviderUnavailable, StoreError) as error:
            log.warning("authentication.unavailable", reason=str(error))
            return unavailable_page()
        response = RedirectResponse(to, 303, _NO_STORE)
        self._set(response, self._identification.cookie, secret, until)
        self._remove(response, self._named(ATTEMPT_COOKIE))
        return response

    async def choose(self, request: Request) -> Response:
        """In development: sign in as somebody of the menu, or as the development principal, who sees everything."""
        form = await self._form(request)
        if form is None or await self._authenticator.is_configured():
            return unauthenticated(request.url.path)
        person = form.get("person", "")
        cookies = request.headers.get("cookie", "")
        response = RedirectResponse(safe_path(form.get("to", "/")), 303, _NO_STORE)
        await self._end_session_before(cookies)
        if person not in self._authenticator.sample_people:
            self._remove(response, self._identification.cookie)
            return response
        now, secret = datetime.now(UTC), new_secret()
        ends = now + SAMPLE_SESSION
        session = SessionDocument(
            issuer="",
            subject=person,
            name=person,
            grants=[],
            begun_at=now,
            seen_at=now,
            tokens_until=ends,
            until=ends,
            person=person,
        )
        await self._authenticator.sessions.add(secret, session)
        self._set(response, self._identification.cookie, secret, ends)
        return response

    async def session(self, request: Request) -> Response:
        """Who is signed in, for the pages: 401 as everywhere where nobody is."""
        try:
            _, identity, _ = await self._identification.identify(request)
        except CredentialRefused:
            identity = None
        except (ProviderUnavailable, StoreError):
            return JSONResponse({"code": "AUTHENTICATION_UNAVAILABLE"}, 503, _NO_STORE)
        if identity is None:
            return unauthenticated(request.url.path)
        return JSONResponse(self._described(identity), headers=_NO_STORE)

    def _described(self, identity: Identity) -> dict[str, object]:
        until = identity.principal.until
        return {
            "name": identity.display_name,
            "development": identity.principal.kind == "development",
            "signedIn": identity.session is not None,
            "until": None if until is None else until.isoformat(),
        }

    async def ask_sign_out(self, _: Request) -> Response:
        return sign_out_page()

    async def sign_out(self, request: Request) -> Response:
        """Ends the session. A page is told where to go, a form is sent there."""
        cookie = session_cookie(request.headers.get("cookie", ""), self._identification.cookie)
        try:
            location = await self._ended(cookie.secret if cookie else None)
        except StoreError as error:
            log.warning("authentication.unavailable", reason=str(error))
            return unavailable_page()
        response: Response = RedirectResponse(location, 303, _NO_STORE)
        if preferred(request.headers.get("accept"), ("text/html", "application/json")) == "application/json":
            response = JSONResponse({"location": location}, headers=_NO_STORE)
        self._remove(response, self._identification.cookie)
        return response

    async def _ended(self, secret: str | None) -> str:
        """Ends the session, if there is one, and says where to go."""
        if self._identification.sign_in is not None:
            return await self._identification.sign_in.sign_out_url(secret)
        if secret is not None:
            await self._authenticator.sessions.end(secret)
        return "/sign-in"

    async def _end_session_before(self, cookies: str) -> None:
        if (before := session_cookie(cookies, self._identification.cookie)) is not None:
            await self._authenticator.sessions.end(before.secret)

    async def _form(self, request: Request) -> dict[str, str] | None:
        """None: it is no form. Pages of other origins were refused before."""
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return None
        try:
            body = (await self._bodies.read(request, MAX_FORM)).decode()
        except (BodyProblem, ClientDisconnect, UnicodeDecodeError):
            return None
        return {name: values[0] for name, values in parse_qs(body).items()}

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self._identification.secure else name

    def _set(self, response: Response, name: str, value: str, until: datetime) -> None:
        named = self._named(name) if name == ATTEMPT_COOKIE else name
        response.headers.append("Set-Cookie", cookie_header(named, value, until, secure=self._identification.secure))

    def _remove(self, response: Response, name: str) -> None:
        response.headers.append("Set-Cookie", removal(name, secure=self._identification.secure))
