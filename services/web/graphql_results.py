"""The results of an operation, of whatever kind, for transports that can carry many."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from hashlib import blake2b
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema import Context
from schema.common.scalars import Timestamp
from services.web.graphql_request import GraphQLRequest

ContextFor = Callable[[HTTPConnection], Context]


async def results(
    schema: BaseSchema, context: Context, request: GraphQLRequest, allowed: Iterable[OperationType]
) -> AsyncGenerator[ExecutionResult, None]:
    """One result; of a subscription each that shows something new. None follows a result without data."""
    shown = None
    async with aclosing(_answered(schema, context, request, allowed)) as answers:
        async for result in answers:
            now = _fingerprint(result)
            if now != shown:
                shown = now
                yield result
            if result.data is None:
                return


async def _answered(
    schema: BaseSchema, context: Context, request: GraphQLRequest, allowed: Iterable[OperationType]
) -> AsyncGenerator[ExecutionResult, None]:
    stream = await schema.stream(
        request.query,
        variable_values=request.variables,
        context_value=context,
        operation_name=request.operation_name,
        operation_extensions=request.extensions,
        allowed_operation_types=allowed,
    )
    try:
        async with aclosing(stream) as answers:
            async for result in answers:
                assert isinstance(result, ExecutionResult), "nothing is delivered incrementally"
                yield result
    except Exception as error:  # noqa: BLE001 - what extensions raise of a document, as `execute` does; it is shown
        raised = [error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)]
        schema.process_errors(raised)
        yield ExecutionResult(data=None, errors=raised)


def body(result: ExecutionResult) -> dict[str, Any]:
    """As clients get it."""
    return {"data": result.data, "errors": errors(result)} if result.errors else {"data": result.data}


def errors(result: ExecutionResult) -> list[Any]:
    return [error.formatted for error in result.errors or ()]


def _fingerprint(result: ExecutionResult) -> bytes:
    """The same for results that show the same at different moments; it is kept for as long as the subscription."""
    shown = orjson.dumps(body(result), default=_timeless, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    return blake2b(shown, digest_size=16).digest()


def _timeless(value: object) -> None:
    if not isinstance(value, Timestamp):
        raise TypeError(f"{type(value).__name__} cannot be part of a result")
