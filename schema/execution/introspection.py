"""What tools ask about the schema itself: executed away from the event loop, and once for each document."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from schema.build import Schema
from schema.common.errors import Excess, ProtocolCode
from schema.execution.fast_execution import ColumnarExecution
from schema.execution.limits import too_complex
from services.core.recently_used import RecentlyUsed

KEPT, LARGEST, LONGEST_VARIABLES = 16, 4_000_000, 1_000
"""How many answers are kept, how many bytes the largest of them may have, and how many the variables of its request."""
MAX_SECONDS = 3.0
"""Of processor time for one answer. That to the query of all common tools takes about a tenth of it."""
WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="introspection")

IntrospectionKey = tuple[str, str | None, bytes]


class TimedExecution(ColumnarExecution):
    """Ends an execution that takes too much processor time of its thread."""

    takes_turns = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until = time.thread_time() + MAX_SECONDS

    def execute_fields(self, *args: Any, **kwargs: Any) -> Any:
        if time.thread_time() > self._until:
            message = "The answer about the schema takes too long. Ask for less of it at once."
            raise too_complex(message, Excess("seconds of introspection", MAX_SECONDS))
        return super().execute_fields(*args, **kwargs)


class Introspection:
    """Answers about the schema. They depend on the document and its variables, and on nobody's permissions."""

    def __init__(self, kept: int = KEPT) -> None:
        self._answers = RecentlyUsed[IntrospectionKey, bytes](kept)
        self._pending: dict[IntrospectionKey, asyncio.Future[bytes | GraphQLError]] = {}

    def __len__(self) -> int:
        return len(self._answers)

    async def answer(
        self, schema: Schema, text: str, operation_name: str | None, variables: dict[str, Any] | None
    ) -> ExecutionResult:
        """The answer to a document that asks about the schema alone; `data` is JSON already, unless there are errors.

        Args:
            schema: that prepared the document.
        """
        key = (text, operation_name, orjson.dumps(variables or None, option=orjson.OPT_SORT_KEYS))
        if (known := self._answers.get(key)) is not None:
            return _result(known)
        if key not in self._pending:
            work = partial(execute_introspection, schema, text, operation_name, variables)
            self._pending[key] = asyncio.get_running_loop().run_in_executor(WORKER, work)
            self._pending[key].add_done_callback(partial(self._finish, key))
        return _result(await asyncio.shield(self._pending[key]))

    def _finish(self, key: IntrospectionKey, future: asyncio.Future[bytes | GraphQLError]) -> None:
        del self._pending[key]
        answer = None if future.cancelled() or future.exception() else future.result()
        if isinstance(answer, bytes) and len(answer) <= LARGEST and len(key[-1]) <= LONGEST_VARIABLES:
            self._answers.put(key, answer)


def execute_introspection(
    schema: Schema, text: str, operation_name: str | None, variables: dict[str, Any] | None
) -> bytes | GraphQLError:
    timed = copy(schema)
    timed.execution_context_class = TimedExecution
    result = timed.execute_sync(text, variable_values=variables, operation_name=operation_name)
    return _decisive(result.errors) if result.errors else orjson.dumps(result.data)


def _decisive(errors: list[GraphQLError]) -> GraphQLError:
    """That the time was up, if it was: nothing of the answer is given then."""
    too_long = (error for error in errors if (error.extensions or {}).get("code") == ProtocolCode.QUERY_TOO_COMPLEX)
    return next(too_long, errors[0])


def _result(answer: bytes | GraphQLError) -> ExecutionResult:
    if isinstance(answer, GraphQLError):
        return ExecutionResult(data=None, errors=[answer])
    data: Any = orjson.Fragment(answer)
    return ExecutionResult(data=data, errors=None)
