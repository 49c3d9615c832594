"""To whom the schema is shown: introspection, GraphiQL, and the names that errors suggest."""

import re
from dataclasses import dataclass
from enum import StrEnum

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from schema.common.errors import ProtocolCode
from services.core.access import Principal

INTROSPECTION_NOT_ALLOWED = "INTROSPECTION_NOT_ALLOWED"
_SUGGESTION = re.compile(r" ?\bDid you mean [^?]*\?", re.DOTALL)
_CODES_OF_SCHEMA = (ProtocolCode.GRAPHQL_VALIDATION_FAILED, ProtocolCode.BAD_USER_INPUT)
"""Of errors whose suggestions are names of the schema; other errors suggest names of the catalogue or of data."""


class Audience(StrEnum):
    """The values are those of the settings."""

    EVERYBODY = "on"
    SIGNED_IN = "signed-in"
    NOBODY = "off"

    def includes(self, principal: Principal) -> bool:
        """Whether somebody is in it. A development principal has not signed in."""
        if self is Audience.SIGNED_IN:
            return principal.kind in ("person", "key")
        return self is Audience.EVERYBODY


@dataclass(frozen=True, slots=True)
class Exposure:
    """Attributes:
    introspection: who may ask about the schema, and is shown suggestions from it.
    graphiql: who gets the page.
    """

    introspection: Audience = Audience.EVERYBODY
    graphiql: Audience = Audience.EVERYBODY


def no_introspection() -> ExecutionResult:
    """The answer to who asks about the schema and may not."""
    message = "This server does not answer questions about its schema here; schema.graphql in its documentation has it."
    return ExecutionResult(data=None, errors=[GraphQLError(message, extensions={"code": INTROSPECTION_NOT_ALLOWED})])


def without_suggestions(result: ExecutionResult) -> ExecutionResult:
    """The result with no name of the schema that its document did not name itself."""
    if result.errors and any(map(_suggests, result.errors)):
        return ExecutionResult(result.data, [_plain(error) for error in result.errors], result.extensions)
    return result


def _suggests(error: GraphQLError) -> bool:
    return (error.extensions or {}).get("code") in _CODES_OF_SCHEMA and "Did you mean" in error.message


def _plain(error: GraphQLError) -> GraphQLError:
    if not _suggests(error):
        return error
    return GraphQLError(
        _SUGGESTION.sub("", error.message),
        error.nodes,
        error.source,
        error.positions,
        error.path,
        extensions=error.extensions,
    )
