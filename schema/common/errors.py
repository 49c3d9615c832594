"""How errors look to clients: each with `extensions.code`; of what nobody foresaw, nothing but that it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from services.commands.model import CommandError
from services.log.port import DamagedLog, LogError
from services.query.model.query_error import QueryError
from services.store.port import DamagedStore, StoreError

log = structlog.get_logger(__name__)


class ProtocolCode(StrEnum):
    """`extensions.code` of errors that are not about the question: those have an ErrorCode."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


@dataclass(frozen=True, slots=True)
class Excess:
    """More of something than its limit allows, as `extensions` shows it beside the code.

    Attributes:
        measure: what is limited.
        value: None: it was not measured.
    """

    measure: str
    limit: float
    value: float | None = None

    @property
    def shown(self) -> dict[str, Any]:
        shown = {"measure": self.measure, "limit": self.limit, "value": self.value}
        return {name: value for name, value in shown.items() if value is not None}


MAX_ERRORS, MAX_MESSAGE, MAX_LOCATIONS = 100, 1_000, 5
"""Of one result, characters of one message, and places in the document of one error: answers to bad requests are small.
"""


def present_all(errors: Sequence[GraphQLError], *, executing: bool) -> list[GraphQLError]:
    """The errors of one result as clients see them."""
    shown = [_short(present(error, executing=executing)) for error in errors[:MAX_ERRORS]]
    if len(errors) > MAX_ERRORS:
        message = f"{len(errors) - MAX_ERRORS} more errors are not shown."
        shown.append(GraphQLError(message, extensions=shown[-1].extensions))
    return shown


def _short(error: GraphQLError) -> GraphQLError:
    """Messages of graphql-core repeat parts of the document, whatever their size, and name every place."""
    if len(error.message) <= MAX_MESSAGE and len(error.nodes or ()) <= MAX_LOCATIONS:
        return error
    message = error.message if len(error.message) <= MAX_MESSAGE else error.message[:MAX_MESSAGE] + " …"
    return _with(error, message=message, **(error.extensions or {}))


def present(error: GraphQLError, *, executing: bool) -> GraphQLError:
    """The error as clients see it; logged with its traceback when it is masked.

    Args:
        error: as graphql-core reports it.
        executing: the document is valid, so that what is wrong outside of any field are the variables.
    """
    cause = error.original_error
    if isinstance(cause, QueryError | CommandError):
        return _with(error, code=cause.code, at=cause.path, **_measured(cause))
    if "code" in (error.extensions or {}):
        return error
    if (code := _code_of_bad_request(error, executing)) is not None:
        return _with(error, code=code)
    if isinstance(cause, StoreError | LogError):
        log.error("graphql.unavailable", path=error.path, error=str(cause))
        return _with(error, code=ProtocolCode.UNAVAILABLE, message=_said_of(cause), **_correlation())
    log.error("graphql.unexpected_error", path=error.path, exc_info=cause or error)
    return _with(error, code=ProtocolCode.INTERNAL_ERROR, message="Unexpected error", **_correlation())


def _correlation() -> dict[str, Any]:
    """The id under which the log has what is hidden; it is bound where requests come in."""
    return {"correlationId": structlog.contextvars.get_contextvars().get("correlation_id")}


def _said_of(cause: StoreError | LogError) -> str:
    """Without what is nobody's business: names of files and servers."""
    if isinstance(cause, DamagedStore | DamagedLog):
        return "The store or the log is damaged; whoever runs this server must mend it"
    return "The store or the log cannot be reached now; try again"


def _code_of_bad_request(error: GraphQLError, executing: bool) -> ProtocolCode | None:
    """Whose messages come from graphql-core and tell of the request alone; None: anything else."""
    match error.original_error:
        case CannotGetOperationTypeError() | InvalidOperationTypeError():
            return ProtocolCode.OPERATION_RESOLUTION_FAILURE
        case None | GraphQLError():
            pass
        case _:
            return None
    if isinstance(error, GraphQLSyntaxError):
        return ProtocolCode.GRAPHQL_PARSE_FAILED
    if error.path is None:
        return ProtocolCode.BAD_USER_INPUT if executing else ProtocolCode.GRAPHQL_VALIDATION_FAILED
    in_arguments = not any(isinstance(node, FieldNode) for node in error.nodes or ())
    return ProtocolCode.BAD_USER_INPUT if in_arguments else None


def _measured(cause: QueryError | CommandError) -> dict[str, Any]:
    """The limit that a question exceeds, and by what."""
    measured = cause.measured if isinstance(cause, QueryError) else None
    return {} if measured is None else {"limit": measured[0], "value": measured[1]}


def _with(error: GraphQLError, *, code: str, message: str | None = None, **others: Any) -> GraphQLError:
    extensions = {"code": str(code), **{name: value for name, value in others.items() if value is not None}}
    return GraphQLError(
        error.message if message is None else message,
        nodes=error.nodes[:MAX_LOCATIONS] if error.nodes else None,
        source=error.source,
        positions=list(error.positions)[:MAX_LOCATIONS] if error.positions else None,
        path=error.path,
        extensions=extensions,
    )
