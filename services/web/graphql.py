"""GraphQL over HTTP: the endpoint, and GraphiQL for who comes with a browser. Streams have modules of their own.

Strawberry's own view is not used: it answers in application/json whatever the client accepts, and with 200 or text
where the specification wants other status codes or a GraphQL error.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, nullcontext
from dataclasses import replace
from typing import Any

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Scope
from starlette.websockets import WebSocket
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema import SCHEMA
from schema.build import Schema
from schema.common.errors import ProtocolCode
from schema.execution.document_cache import InvalidDocument, KnownDocuments
from schema.execution.introspection import Introspection
from schema.execution.limits import values_in
from schema.execution.loop_turns import own_turn
from services.web.admission import admission_of, principal_of
from services.web.allowance_limits import CODE, out_of_points_text
from services.web.allowances import Allowances, key_of
from services.web.authentication import unauthenticated
from services.web.bodies import Bodies
from services.web.documents import Documents
from services.web.exposure import Exposure, no_introspection, without_suggestions
from services.web.graphiql import assets, page
from services.web.graphql_request import GraphQLRequest, RefusedRequest, read
from services.web.graphql_responses import (
    JSON,
    invalid_request,
    multipart_of,
    refusal_of,
    response_of,
    unknown_operation,
)
from services.web.graphql_results import ContextFor, results
from services.web.graphql_sse import ResultStream
from services.web.graphql_ws import GraphqlConnection
from services.web.negotiation import preferred
from services.web.origin_policy import comes_by_a_link
from services.web.stream_framing import EVENT_STREAM, FRAMINGS, Framing
from services.web.streams import Streams

RESPONSE_JSON = "application/graphql-response+json"
HTML = "text/html"
LARGE_DOCUMENT, LARGE_VARIABLES = 2_000, 200
"""Characters, and values."""
READING = frozenset({OperationType.QUERY})
READING_AND_WRITING = READING | {OperationType.MUTATION}
FOLLOWING = frozenset({OperationType.SUBSCRIPTION})


def graphql_routes(
    context_for: ContextFor,
    schema: BaseSchema = SCHEMA,
    streams: Streams | None = None,
    documents: Documents | None = None,
    bodies: Bodies | None = None,
    exposure: Exposure | None = None,
    allowances: Allowances | None = None,
) -> list[BaseRoute]:
    """/graphql and what its page loads; `context_for` makes a new context for every operation.

    Args:
        streams: to close when the server begins to stop.
        exposure: to whom the schema is shown.
        allowances: what principals may spend by messages of WebSockets; None: whatever they want.
    """
    endpoint = _Endpoint(
        schema,
        context_for,
        streams or Streams(),
        documents or Documents(),
        bodies or Bodies(),
        exposure or Exposure(),
        allowances,
    )
    return [
        Route("/graphql", endpoint.respond, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", endpoint.converse),
        assets(),
    ]


def _needs_sign_in(result: ExecutionResult) -> bool:
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    return ProtocolCode.UNAUTHENTICATED in codes


class _Endpoint:
    def __init__(
        self,
        schema: BaseSchema,
        context_for: ContextFor,
        streams: Streams,
        documents: Documents,
        bodies: Bodies,
        exposure: Exposure,
        allowances: Allowances | None,
    ) -> None:
        self._allowances = allowances
        self._exposure = exposure
        self._bodies = bodies
        self._known = KnownDocuments(schema)
        self._introspection = Introspection()
        self._documents = documents
        self._context_for = context_for
        self._streams = streams
        self._large = asyncio.Lock()

    async def respond(self, request: Request) -> Response:
        people = request.method == "GET" and self._shows_page(request)
        accept = request.headers.get("accept")
        offered = (JSON, RESPONSE_JSON, EVENT_STREAM, *multipart_of(accept), *((HTML,) if people else ()))
        media_type = preferred(accept, offered)
        if media_type == HTML:
            return page(development=principal_of(request.scope).kind == "development")
        try:
            if media_type is None:
                raise RefusedRequest(406, "NOT_ACCEPTABLE", f"answers come as {' or '.join(offered)}; {STREAMS}")
            if comes_by_a_link(request.headers):
                raise RefusedRequest(
                    403, "ORIGIN_NOT_ALLOWED", "a link of another site opens GraphiQL and executes nothing"
                )
            is_anonymous = principal_of(request.scope).kind == "anonymous"
            if is_anonymous and media_type in FRAMINGS:
                return unauthenticated(request.url.path)  # nothing that can be followed is public
            graphql_request = await read(request, self._bodies)
            if media_type in FRAMINGS:
                return self._stream(request, graphql_request, FRAMINGS[media_type])
            result = self._visible(request, await self._execute(request, graphql_request))
        except RefusedRequest as refusal:
            return refusal_of(refusal, RESPONSE_JSON if media_type == RESPONSE_JSON else JSON)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        refused = is_anonymous and _needs_sign_in(result)
        return unauthenticated(request.url.path) if refused else response_of(result, media_type)

    async def converse(self, websocket: WebSocket) -> None:
        """GraphQL over a WebSocket."""

        def run(graphql_request: GraphQLRequest) -> AsyncGenerator[ExecutionResult, None]:
            if (spent := self._out_of_points(websocket.scope)) is not None:
                return only(spent)
            return self._visible_results(websocket, graphql_request, READING_AND_WRITING | FOLLOWING)

        key = key_of(websocket.scope) if self._allowances else None
        if self._streams.full or self._streams.full_for(key):
            refused = _NO_PLACE if self._streams.full else _no_place_of_yours(self._streams)
            await websocket.send_denial_response(refusal_of(refused, JSON))
            return
        with self._streams.place(key):
            await GraphqlConnection(websocket, self._streams, run, admission_of(websocket.scope)).serve()

    def _stream(self, request: Request, graphql_request: GraphQLRequest, framing: Framing) -> Response:
        key = key_of(request.scope) if self._allowances else None
        if self._streams.full:
            raise _NO_PLACE
        if self._streams.full_for(key):
            raise _no_place_of_yours(self._streams)
        allowed = READING_AND_WRITING if request.method == "POST" else READING
        result_stream = self._visible_results(request, graphql_request, allowed | FOLLOWING)
        return ResultStream(result_stream, self._streams, framing, admission_of(request.scope), key)

    def _out_of_points(self, scope: Scope) -> ExecutionResult | None:
        """The answer to an operation of a WebSocket for which somebody has no points; those of HTTP never come here."""
        key = key_of(scope) if self._allowances else None
        if self._allowances is None or key is None or self._allowances.spend(key):
            return None
        seconds = self._allowances.standing(key).seconds
        message = out_of_points_text(self._allowances, seconds)
        extensions = {"code": CODE, "limit": self._allowances.points, "retryAfter": seconds}
        return ExecutionResult(data=None, errors=[GraphQLError(message, extensions=extensions)])

    def _shows_page(self, request: Request) -> bool:
        """GraphiQL sends documents of its own, so it is of no use where only trusted ones are taken."""
        return not self._documents.only and self._exposure.graphiql.includes(principal_of(request.scope))

    def _visible(self, connection: HTTPConnection, result: ExecutionResult) -> ExecutionResult:
        """The result without suggestions, for whom the schema is not shown to."""
        if not result.errors or self._exposure.introspection.includes(principal_of(connection.scope)):
            return result
        return without_suggestions(result)

    async def _visible_results(
        self, connection: HTTPConnection, graphql_request: GraphQLRequest, allowed: frozenset[OperationType]
    ) -> AsyncGenerator[ExecutionResult, None]:
        async with aclosing(self._results(connection, graphql_request, allowed)) as answers:
            async for result in answers:
                yield self._visible(connection, result)

    async def _about_schema(
        self, connection: HTTPConnection, schema: Schema, document: str, graphql_request: GraphQLRequest
    ) -> ExecutionResult:
        if not self._exposure.introspection.includes(principal_of(connection.scope)):
            return no_introspection()
        name, variables = graphql_request.operation_name, graphql_request.variables
        return await self._introspection.answer(schema, document, name, variables)

    async def _results(
        self, connection: HTTPConnection, graphql_request: GraphQLRequest, allowed: frozenset[OperationType]
    ) -> AsyncGenerator[ExecutionResult, None]:
        try:
            schema, document = await self._documents.chosen(graphql_request, self._known)
        except RefusedRequest as refusal:
            yield ExecutionResult(data=None, errors=[GraphQLError(str(refusal), extensions={"code": refusal.code})])
            return
        except InvalidDocument as invalid:
            yield invalid_request(invalid)
            return
        chosen = replace(graphql_request, query=document)
        await _turn_of(document, graphql_request.variables)
        if isinstance(schema, Schema) and schema.introspects(document, graphql_request.operation_name):
            yield await self._about_schema(connection, schema, document, graphql_request)
            return
        answers = results(schema, self._context_for(connection), chosen, allowed)
        if isinstance(schema, Schema) and schema.is_large(document):
            async with self._large:  # not for as long as the client takes to read
                whole = [result async for result in answers]
            for result in whole:
                yield result
            return
        async with aclosing(answers):
            async for result in answers:
                yield result

    async def _execute(self, request: Request, graphql_request: GraphQLRequest) -> ExecutionResult:
        reading = request.method != "POST"
        try:
            schema, document = await self._documents.chosen(graphql_request, self._known)
            if isinstance(schema, Schema) and schema.introspects(document, graphql_request.operation_name):
                return await self._about_schema(request, schema, document, graphql_request)
            await _turn_of(document, graphql_request.variables)
            async with self._large if isinstance(schema, Schema) and schema.is_large(document) else nullcontext():
                return await schema.execute(
                    document,
                    variable_values=graphql_request.variables,
                    context_value=self._context_for(request),
                    operation_name=graphql_request.operation_name,
                    allowed_operation_types=READING if reading else READING_AND_WRITING,
                    operation_extensions=graphql_request.extensions,
                )
        except InvalidOperationTypeError as error:
            status, headers = (405, {"Allow": "POST"}) if reading else (400, None)
            message = error.as_http_error_reason(request.method)
            if error.operation_type is OperationType.SUBSCRIPTION:
                status, headers, message = 400, None, STREAMS
            raise RefusedRequest(status, "OPERATION_NOT_ALLOWED", message, headers) from None
        except InvalidDocument as invalid:
            return invalid_request(invalid)
        except CannotGetOperationTypeError as error:
            return unknown_operation(error)


STREAMS = (
    "subscriptions come as text/event-stream, as multipart/mixed;subscriptionSpec=1.0, or over a WebSocket with the "
    "subprotocol graphql-transport-ws"
)
_NO_PLACE = RefusedRequest(
    503, "TOO_MANY_STREAMS", "too many streams are open; connect again later", {"Retry-After": "5"}
)


def _no_place_of_yours(streams: Streams) -> RefusedRequest:
    message = f"you have {streams.limits.of_principal} open streams; close one before you open another"
    return RefusedRequest(429, "TOO_MANY_STREAMS", message, {"Retry-After": "5"})


async def only(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    """Results that are one."""
    yield result


async def _turn_of(document: str, variables: dict[str, Any] | None) -> None:
    """Large requests begin one after the other, since each converts all of its values at once."""
    if len(document) > LARGE_DOCUMENT or (variables and values_in(variables) > LARGE_VARIABLES):
        await own_turn()
