"""Documents that are prepared once, away from the event loop: most clients send the same few again and again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from graphql import GraphQLError
from strawberry.schema import BaseSchema

from schema.build import Schema
from schema.execution.prepared_document import PreparedDocument
from services.core.recently_used import RecentlyUsed

KEPT, LONGEST = 256, 20_000
"""How many documents are kept, and how many characters the longest of them may have."""
KEPT_TOKENS = 60_000
"""Of all documents that are kept: by tracemalloc some 600 bytes each, so about 36 MB, and 10 MB for 256 documents."""
WORKER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
"""One thread, so that the event loop competes with no more than one for the processor, however many documents wait."""


class InvalidDocument(Exception):
    """The document cannot be executed; the message says why.

    Attributes:
        errors: as graphql-core reports them, of a document that a client sent.
    """

    def __init__(self, message: str, errors: tuple[GraphQLError, ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors


class KnownDocuments:
    """The documents that were sent last, each with a schema that executes just it."""

    def __init__(self, schema: BaseSchema, size: int = KEPT, tokens: int = KEPT_TOKENS) -> None:
        self._schema = schema
        self._known = RecentlyUsed[str, Schema](size, tokens)
        self._pending: dict[str, asyncio.Future[PreparedDocument]] = {}

    def __len__(self) -> int:
        return len(self._known)

    async def schema_for(self, text: str) -> BaseSchema:
        """What executes the document, or answers with its errors. Raises InvalidDocument for what is no document."""
        if not isinstance(self._schema, Schema):
            return self._schema
        if (known := self._known.get(text)) is not None:
            return known
        prepared = await self._prepared(self._schema, text)
        if prepared.document is None:
            raise InvalidDocument(prepared.errors[0].message, prepared.errors)
        schema = self._schema.prepared_for({text: prepared})
        if len(text) <= LONGEST:
            self._known.put(text, schema, prepared.document.token_count)
        return schema

    async def _prepared(self, schema: Schema, text: str) -> PreparedDocument:
        """Equal documents that are sent at once are prepared once."""
        if text not in self._pending:
            loop = asyncio.get_running_loop()
            self._pending[text] = loop.run_in_executor(WORKER, schema.prepare, text)
            self._pending[text].add_done_callback(partial(self._finish, text))
        return await asyncio.shield(self._pending[text])

    def _finish(self, text: str, _: asyncio.Future[PreparedDocument]) -> None:
        del self._pending[text]
