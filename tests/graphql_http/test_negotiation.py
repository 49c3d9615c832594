"""Which media type clients get."""

import pytest

from services.web.negotiation import preferred
from tests.support.http_requests import CHROMIUM

JSON, RESPONSE_JSON, HTML = OFFERED = ("application/json", "application/graphql-response+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        (" , ", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", HTML),
        (CHROMIUM, HTML),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE_JSON),
        ("application/json;q=0.9, application/graphql-response+json", RESPONSE_JSON),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", RESPONSE_JSON),
        ("application/json, application/graphql-response+json", JSON),
        ("application/json, multipart/mixed", JSON),
        ("application/graphql-response+json, */*", RESPONSE_JSON),
        ("*/*, application/graphql-response+json", RESPONSE_JSON),
        ("application/json;q=0.1, */*;q=0.5", RESPONSE_JSON),
        ("*/*, application/json;q=0", RESPONSE_JSON),
        ("text/html;q=0.8, application/json;q=0.801", JSON),
        ("application/json; q=high", JSON),
        ("application/json;q=0", None),
        ("image/png", None),
        ("*/json", None),
        ("nonsense", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, expected: str | None) -> None:
    assert preferred(accept, OFFERED) == expected
