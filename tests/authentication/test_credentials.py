"""Rules over credentials: what a header, a cookie, a key's text and an ID token are worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.authentication.credentials import Bearer, SessionCookie, bearer, cookie_counts, session_cookie
from services.authentication.key_rules import is_valid, revoked_grant, revoked_key, rotated
from services.authentication.key_text import PATTERN, is_key, new_key
from services.authentication.refusals import CredentialRefused
from services.authentication.sessions import SealedTokens, seal, session_id, session_problem, unseal
from services.authentication.sign_in import safe_path
from services.authentication.stored import GrantVersion, KeySecret, KeyVersion, ScopeDocument, SessionDocument
from services.authentication.token_rules import id_token_problem
from services.core.access import Role

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN = {"sec-fetch-site": "same-origin"}
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
JSON = {"content-type": "application/json; charset=utf-8"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("scope_type", "method", "headers", "is_own_origin", "counts"),
    [
        ("http", "POST", OWN, False, True),
        ("http", "GET", OWN, False, True),
        ("websocket", "GET", OWN, False, True),
        ("http", "GET", LINK, False, True),
        ("http", "POST", LINK, False, False),
        ("websocket", "GET", LINK, False, False),
        ("http", "GET", {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, False, True),
        ("http", "GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, False, False),
        ("http", "GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, False, False),
        ("http", "POST", {"sec-fetch-site": "same-site", **JSON}, True, False),
        ("http", "POST", {"sec-fetch-site": "cross-site", "origin": "https://listed.example", **JSON}, False, False),
        ("http", "POST", {"origin": "https://tandem.example", **FORM}, True, True),
        ("http", "POST", {"origin": "https://listed.example", **JSON}, False, False),
        ("websocket", "GET", {"origin": "https://tandem.example"}, True, True),
        ("websocket", "GET", {"origin": "null"}, False, False),
        ("websocket", "GET", {}, False, False),
        ("http", "POST", JSON, False, True),
        ("http", "POST", FORM, False, False),
        ("http", "POST", {"content-type": "text/plain"}, False, False),
        ("http", "POST", {}, False, False),
        ("http", "GET", {}, False, True),
        ("http", "DELETE", {}, False, False),
    ],
)
def test_when_a_cookie_counts(
    scope_type: str, method: str, headers: dict[str, str], is_own_origin: bool, counts: bool
) -> None:
    assert cookie_counts(scope_type, method, headers, is_own_origin=is_own_origin) == counts


def test_the_header_holds_one_bearer_and_nothing_else() -> None:
    assert bearer([]) is None
    assert bearer(["bEaReR  a.b_c~+/=-1 "]) == Bearer("a.b_c~+/=-1")
    for values in (
        ["Basic YTpi"],
        ["Bearer"],
        ["Bearer a b"],
        ["Bearer a,b"],
        ["Bearer é"],
        [""],
        ["Bearer a", "Bearer a"],
    ):
        with pytest.raises(CredentialRefused):
            bearer(values)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("tandem_session=abc", SessionCookie("abc")),
        ("a=1; tandem_session=abc; b=2", SessionCookie("abc")),
        ("tandem_session=", None),
        ("tandem_session2=abc", None),
        ("tandem_session", None),
        ("\x00tandem_session=abc\x00;;;=", None),
    ],
)
def test_the_cookie_of_a_session(header: str, expected: SessionCookie | None) -> None:
    assert session_cookie(header, "tandem_session") == expected


def test_keys_are_found_by_scanners_and_differ() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(PATTERN.fullmatch(key) and is_key(key) and len(key) == 60 for key in keys)


@given(st.integers(11, 59), st.sampled_from("0aZ9"))
def test_a_key_with_another_character_is_none(position: int, character: str) -> None:
    key = new_key()
    changed = key[:position] + character + key[position + 1 :]
    assert is_key(changed) == (changed == key)


def key_version(*ends: datetime | None) -> KeyVersion:
    secrets = [KeySecret(sha256=str(number), begin=NOW - HOUR, until=end) for number, end in enumerate(ends)]
    where = ScopeDocument(["255901"])
    return KeyVersion(
        id="k", version=1, name="n", role=Role.PUBLISHER, scope=where, secrets=secrets, changed_at=NOW, changed_by="t"
    )


def test_after_a_rotation_two_secrets_hold_for_the_overlap_and_one_after_it() -> None:
    key = rotated(key_version(None, NOW + 3 * HOUR), "new", NOW, 2 * HOUR, None, "t")
    valid = [
        [secret.sha256 for secret in key.secrets if is_valid(secret, NOW + hours * HOUR)] for hours in (0, 1, 2, 9)
    ]
    assert valid == [["1", "new"], ["1", "new"], ["new"], ["new"]]
    assert key.version == 2
    again = rotated(key, "newer", NOW, 2 * HOUR, NOW + HOUR, "t")
    assert [secret.sha256 for secret in again.secrets] == ["new", "newer"]
    assert revoked_key(again, NOW, "t").secrets == []


def test_an_overlap_lets_no_secret_live_longer_than_it_would() -> None:
    key = rotated(key_version(NOW + HOUR), "new", NOW, 2 * HOUR, None, "t")
    assert [secret.until for secret in key.secrets] == [NOW + HOUR, None]


def test_a_grant_that_has_ended_ends_no_later_when_it_is_revoked() -> None:
    grant = GrantVersion(
        id="g", version=1, issuer="i", subject="s", role=Role.OPERATOR, scope=ScopeDocument(), begin=NOW - HOUR,
        until=NOW - HOUR / 2, given_by="t", changed_at=NOW, changed_by="t",
    )  # fmt: skip
    assert revoked_grant(grant, NOW, "t").until == NOW - HOUR / 2
    open_grant = replace(grant, until=None)
    assert open_grant.is_in_force(NOW)
    assert not revoked_grant(open_grant, NOW, "t").is_in_force(NOW)


SESSION = SessionDocument(
    issuer="i", subject="s", name="n", grants=[], begun_at=NOW, seen_at=NOW, tokens_until=NOW, until=NOW + 12 * HOUR
)


@pytest.mark.parametrize(
    ("session", "hours", "holds"),
    [
        (SESSION, 0.9, True),
        (SESSION, 1, False),
        (replace(SESSION, seen_at=NOW + 11.5 * HOUR), 11.9, True),
        (replace(SESSION, seen_at=NOW + 11.5 * HOUR), 12, False),
        (replace(SESSION, replaced_until=NOW + HOUR / 2), 0.4, True),
        (replace(SESSION, replaced_until=NOW + HOUR / 2), 0.5, False),
    ],
)
def test_how_long_a_session_holds(session: SessionDocument, hours: float, holds: bool) -> None:
    assert (session_problem(session, NOW + hours * HOUR, HOUR) is None) == holds


def test_what_is_sealed_is_read_with_the_same_cookie_only() -> None:
    tokens = SealedTokens("refresh", "id")
    sealed = seal(tokens, "cookie")
    assert unseal(sealed, "cookie") == tokens
    assert b"refresh" not in sealed
    for bad, secret in ((sealed, "cookie2"), (sealed, session_id("cookie")), (sealed[:-1], "cookie"), (b"", "cookie")):
        with pytest.raises(CredentialRefused):
            unseal(bad, secret)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/explorer?a=1", "/explorer?a=1"),
        ("/", "/"),
        ("", "/"),
        ("https://elsewhere.example", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("\\/elsewhere.example", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("javascript:alert(1)", "/"),
        ("/" + "a" * 2_000, "/"),
    ],
)
def test_a_sign_in_leads_to_a_path_of_this_server(text: str, path: str) -> None:
    assert safe_path(text) == path


SECONDS = NOW.timestamp()
ID_CLAIMS = {"iss": "i", "aud": "tandem", "sub": "ada", "iat": SECONDS, "exp": SECONDS + 300, "nonce": "n"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"aud": ["tandem", "other"], "azp": "tandem"}, None),
        ({"aud": ["tandem", "other"]}, "other client (azp)"),
        ({"azp": "other"}, "other client (azp)"),
        ({"aud": "other"}, "other audience"),
        ({"iss": "j"}, "other issuer"),
        ({"nonce": "m"}, "other nonce"),
        ({"nonce": None}, "other nonce"),
        ({"iat": None}, "no iat"),
        ({"exp": SECONDS - 31}, "expired"),
        ({"sub": ""}, "no subject"),
    ],
)
def test_an_id_token_is_the_one_that_was_asked_for(changes: dict[str, Any], problem: str | None) -> None:
    assert id_token_problem(ID_CLAIMS | changes, "i", "tandem", "n", 30, SECONDS) == problem
