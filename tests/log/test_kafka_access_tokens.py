"""Access tokens for brokers: read from a file that changes, or had from a token endpoint before the last one ends."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from services.log.kafka.access_tokens import EndpointTokens, FileTokens, TokenUnavailable


def test_a_token_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "token"
    tokens = FileTokens(str(file))
    with pytest.raises(TokenUnavailable, match="FileNotFoundError"):
        tokens.token()
    for token in ("first", "second"):
        file.write_text(f"{token}\n")
        assert tokens.token() == token


@pytest.mark.parametrize("content", [b"", b"\n", b"hush\nhush", b"hush\xff", b"hush\x01auth"])
def test_what_is_no_token_is_never_shown(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(TokenUnavailable) as unavailable:
        FileTokens(str(file)).token()
    assert "hush" not in str(unavailable.value)


class Endpoint(HTTPServer):
    """Answers with `answer`, and notes what it was sent."""

    status, answer = 200, b""
    requests: list[tuple[str | None, str]]


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((self.headers["Authorization"], body))
        self.send_response(self.server.status)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/other")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _serving() -> Iterator[Endpoint]:
    with Endpoint(("127.0.0.1", 0), _Handler) as server:
        server.requests = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_a_token_is_asked_for_by_the_clients_secret_and_shown_until_it_soon_ends() -> None:
    times = [0.0]
    with _serving() as endpoint:
        endpoint.answer = json.dumps({"access_token": "first", "expires_in": 100}).encode()
        url = f"http://127.0.0.1:{endpoint.server_port}/token"
        tokens = EndpointTokens(url, "tan:dem", "hu sh", "kafka", lambda: times[0])
        assert tokens.token() == "first"
        endpoint.answer = json.dumps({"access_token": "second"}).encode()
        times[0] = 79.9
        assert tokens.token() == "first"
        times[0] = 80.1
        assert tokens.token() == "second"
    credentials = base64.b64encode(b"tan%3Adem:hu+sh").decode()
    assert endpoint.requests == [(f"Basic {credentials}", "grant_type=client_credentials&scope=kafka")] * 2


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (401, b'{"error": "hush"}', "status 401"),
        (302, b"", "status 302"),
        (200, b"hush", "without a token"),
        (200, b'{"token": "hush"}', "without a token"),
        (200, b'{"access_token": "hush\\u0001auth"}', "without a token"),
        (200, b'["hush"]', "without a token"),
    ],
)
def test_an_endpoint_without_a_token_is_named_and_not_quoted(status: int, answer: bytes, reason: str) -> None:
    with _serving() as endpoint:
        endpoint.status, endpoint.answer = status, answer
        tokens = EndpointTokens(f"http://127.0.0.1:{endpoint.server_port}/token", "tandem", "hush", "")
        with pytest.raises(TokenUnavailable, match=reason) as unavailable:
            tokens.token()
        assert "hush" not in str(unavailable.value)
        assert len(endpoint.requests) == 1
