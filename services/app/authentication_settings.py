"""The settings of authentication: the identity provider, the claims, and the sessions of browsers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from services.app.setting_errors import InvalidSetting
from services.authentication.claims import ClaimRule, InvalidMapping, parse_mapping
from services.authentication.provider import url_problem
from services.authentication.token_rules import ALGORITHMS

DEFAULT_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
DEFAULT_SCOPES = "openid profile"
_NEED_ISSUER = ("audience", "jwks_url", "clients", "claims", "client_id")


@dataclass(frozen=True, slots=True)
class AuthenticationSettings:
    """Without an issuer nobody signs in; API keys can be used all the same.

    Attributes:
        issuer: of the OpenID Connect provider, just as its tokens say it.
        audience: what access tokens for this server have in `aud`.
        jwks_url: where its keys are; empty: where discovery says.
        algorithms: of signatures that are taken.
        clients: that tokens may have been issued to; empty: any client of the provider.
        leeway_seconds: by which clocks may differ.
        claims: the path of the file, and `rules` what it says.
        client_id: of this server at the provider, for signing in with a browser; empty: that is not offered.
        client_secret: of it; empty: it has none, and is a public client.
        scopes: that signing in asks for.
        public_url: scheme and host by which browsers reach this server; empty: as the server is bound on loopback.
        session_hours: after which everybody signs in anew.
        session_idle_minutes: after which whoever did nothing does.
    """

    issuer: str = ""
    audience: str = ""
    jwks_url: str = ""
    algorithms: tuple[str, ...] = DEFAULT_ALGORITHMS
    clients: tuple[str, ...] = ()
    leeway_seconds: int = 30
    claims: str = ""
    rules: tuple[ClaimRule, ...] = ()
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: str = DEFAULT_SCOPES
    public_url: str = ""
    session_hours: int = 12
    session_idle_minutes: int = 60


def authentication_from(values: Mapping[str, str]) -> AuthenticationSettings:
    """Raises InvalidSetting."""
    issuer, audience, client_id = values.get("issuer", ""), values.get("audience", ""), values.get("client_id", "")
    if not issuer and (names := [name for name in _NEED_ISSUER if values.get(name)]):
        raise InvalidSetting(f"TANDEM_{names[0].upper()} needs TANDEM_ISSUER, the provider that it is about")
    _check_url(issuer, "TANDEM_ISSUER")
    _check_url(values.get("jwks_url", ""), "TANDEM_JWKS_URL")
    if issuer and not (audience or client_id):
        raise InvalidSetting("TANDEM_ISSUER needs TANDEM_AUDIENCE, TANDEM_CLIENT_ID or both: whom its tokens are for")
    scopes = values.get("scopes") or DEFAULT_SCOPES
    if "openid" not in scopes.split():
        raise InvalidSetting("TANDEM_SCOPES must have openid")
    return AuthenticationSettings(
        issuer=issuer,
        audience=audience,
        jwks_url=values.get("jwks_url", ""),
        algorithms=_algorithms(values.get("algorithms", "")),
        clients=tuple(values.get("clients", "").replace(",", " ").split()),
        leeway_seconds=_number(values, "leeway_seconds", 30, 300, least=0),
        claims=values.get("claims", ""),
        rules=_rules(values.get("claims", "")),
        client_id=client_id,
        client_secret=_client_secret(values),
        scopes=scopes,
        public_url=_public_url(values.get("public_url", "")),
        session_hours=_number(values, "session_hours", 12, 720),
        session_idle_minutes=_number(values, "session_idle_minutes", 60, 43_200),
    )


def _check_url(url: str, variable: str) -> None:
    if url and (problem := url_problem(url)):
        raise InvalidSetting(f"{variable} {problem}")


def _public_url(url: str) -> str:
    _check_url(url, "TANDEM_PUBLIC_URL")
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query:
        raise InvalidSetting("TANDEM_PUBLIC_URL is scheme and host, such as https://tandem.example, without a path")
    return url.rstrip("/")


def _algorithms(text: str) -> tuple[str, ...]:
    names = tuple(text.replace(",", " ").split()) or DEFAULT_ALGORITHMS
    if unknown := [name for name in names if name not in ALGORITHMS]:
        raise InvalidSetting(f"TANDEM_ALGORITHMS: {unknown[0][:20]} cannot be used; there are {', '.join(ALGORITHMS)}")
    return names


def _rules(path: str) -> tuple[ClaimRule, ...]:
    if not path:
        return ()
    try:
        return parse_mapping(Path(path).read_text())
    except (OSError, UnicodeDecodeError, InvalidMapping) as error:
        raise InvalidSetting(f"TANDEM_CLAIMS={path}: {error}") from None


def _client_secret(values: Mapping[str, str]) -> str:
    secret = values.get("client_secret", "")
    if secret and not values.get("client_id"):
        raise InvalidSetting("TANDEM_CLIENT_SECRET needs TANDEM_CLIENT_ID, whose secret it is")
    return secret


def _number(values: Mapping[str, str], name: str, default: int, most: int, *, least: int = 1) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise InvalidSetting(f"TANDEM_{name.upper()}={text[:50]}: use a whole number from {least} to {most}")
    return int(text)
