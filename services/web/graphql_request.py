"""A GraphQL request as HTTP carries it (GraphQL over HTTP, draft of 2025, sections 5 and 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

import orjson
from starlette.requests import Request

from services.web.bodies import Bodies, BodyProblem

MAX_BODY = 1_000_000
"""Bytes of a request body."""
_CODES = {
    400: "BAD_REQUEST",
    408: "REQUEST_TIMEOUT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
}
"""`extensions.code` by the status of a body that is not taken."""


class RefusedRequest(Exception):
    """The request is no GraphQL request that this server takes.

    Attributes:
        status: of the HTTP response.
        code: `extensions.code` of its one error.
        headers: that the response must have.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters that a request may have.

    Attributes:
        query, document_id: just one of them, the other is empty or None; or neither, with `sha256_hash`.
        sha256_hash: of an automatic persisted query.
    """

    query: str
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    sha256_hash: str | None = None


async def read(request: Request, bodies: Bodies) -> GraphQLRequest:
    """The parameters of a GET from its URL, of a POST from its JSON body. Raises Refused."""
    return asked(await _posted(request, bodies) if request.method == "POST" else _in_url(request))


def asked(parameters: Mapping[str, Any]) -> GraphQLRequest:
    """The request of these parameters. Raises Refused."""
    query = _parameter(parameters, "query", str, "a string")
    extensions = _parameter(parameters, "extensions", dict, "an object")
    document_id = _parameter(parameters, "documentId", str, "a string") or None
    sha256_hash = None if document_id else _persisted_hash(extensions)
    if not (query or document_id or sha256_hash):
        raise _bad("`query` is missing: send a GraphQL document as a string, or the `documentId` of a trusted one")
    if query and document_id:
        raise _bad("send `query` or `documentId`, not both")
    return GraphQLRequest(
        query=query or "",
        document_id=document_id,
        operation_name=_parameter(parameters, "operationName", str, "a string") or None,
        variables=_parameter(parameters, "variables", dict, "an object"),
        extensions=extensions,
        sha256_hash=sha256_hash,
    )


def _persisted_hash(extensions: dict[str, Any] | None) -> str | None:
    """The hash of an automatic persisted query. Raises Refused for a version that does not exist."""
    match (extensions or {}).get("persistedQuery"):
        case {"sha256Hash": str(sha256_hash), **others}:
            if others.get("version", 1) != 1:
                raise _bad("`persistedQuery.version` must be 1")
            return sha256_hash
    return None


def _in_url(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = parameters.get(name)
        parameters[name] = _decoded(text, f"`{name}` in the URL") if text else None
    return parameters


async def _posted(request: Request, bodies: Bodies) -> dict[str, Any]:
    _check_content_type(request.headers.get("content-type"))
    try:
        body = await bodies.read(request, MAX_BODY)
    except BodyProblem as problem:
        raise RefusedRequest(problem.status, _CODES[problem.status], str(problem), problem.headers) from None
    parameters = _decoded(body, "the request body")
    if isinstance(parameters, list):
        raise RefusedRequest(
            400, "BATCHING_NOT_SUPPORTED", "send one request at a time; one document can ask for many fields"
        )
    if not isinstance(parameters, dict):
        raise _bad("the request body must be a JSON object with a `query`")
    return parameters


def _check_content_type(header: str | None) -> None:
    parsed = Message()
    parsed["content-type"] = header or ""
    charset = (parsed.get_content_charset("utf-8")).replace("utf8", "utf-8")
    if header is None or parsed.get_content_type() != "application/json" or charset != "utf-8":
        message = f"send application/json in UTF-8, not {header or 'a body without a Content-Type'}"
        raise RefusedRequest(415, "UNSUPPORTED_MEDIA_TYPE", message, {"Accept": "application/json"})


def _decoded(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _bad(f"{what} is not JSON: {error}") from None


def _parameter(parameters: Mapping[str, Any], name: str, kind: type, called: str) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise _bad(f"`{name}` must be {called} or null")
    return value


def _bad(message: str) -> RefusedRequest:
    return RefusedRequest(400, "BAD_REQUEST", message)
