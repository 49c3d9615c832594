"""Answers to GraphQL requests as HTTP responses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionResult

from schema.common.errors import ProtocolCode, present_all
from schema.execution.document_cache import InvalidDocument
from services.web.graphql_request import RefusedRequest
from services.web.graphql_results import body
from services.web.stream_framing import MULTIPART, MULTIPART_PARAMETER

JSON = "application/json"


def multipart_of(accept: str | None) -> tuple[str, ...]:
    """The multipart type, if the client names Apollo's protocol of subscriptions: others mean other parts."""
    spaceless = (accept or "").lower().replace(" ", "").replace('"', "")
    return (MULTIPART,) if MULTIPART_PARAMETER in spaceless else ()


def invalid_request(invalid: InvalidDocument) -> ExecutionResult:
    return ExecutionResult(data=None, errors=present_all(invalid.errors, executing=False))


def unknown_operation(error: CannotGetOperationTypeError) -> ExecutionResult:
    code = ProtocolCode.OPERATION_RESOLUTION_FAILURE
    shown = GraphQLError(error.as_http_error_reason(), extensions={"code": code})
    return ExecutionResult(data=None, errors=[shown])


def response_of(result: ExecutionResult, media_type: str) -> Response:
    """A result with `data` is a success, even when it is null for an error in a field; one without is none."""
    errors = result.errors or []
    if result.data is None and all(error.path is None for error in errors):
        shown = {"errors": [error.formatted for error in errors]} if errors else {}
        return _json(shown, media_type, _status_without_data(errors, media_type))
    return _json(body(result), media_type, HTTPStatus.OK)


def _status_without_data(errors: list[GraphQLError], media_type: str) -> int:
    """Of application/json clients expect 200 for every well-formed request."""
    if any((error.extensions or {}).get("code") == ProtocolCode.INTERNAL_ERROR for error in errors):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.OK if media_type == JSON else HTTPStatus.BAD_REQUEST


def refusal_of(refusal: RefusedRequest, media_type: str) -> Response:
    error = {"message": str(refusal), "extensions": {"code": refusal.code}}
    return _json({"errors": [error]}, media_type, refusal.status, refusal.headers)


def _json(shown: Mapping[str, Any], media_type: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(shown),
        status,
        {
            "Content-Type": f"{media_type}; charset=utf-8",
            "Cache-Control": "no-store",
            "Vary": "Accept",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )
