"""Documents that are prepared once, away from the event loop: most clients send the same few again and again."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from graphql import GraphQLError
from strawberry.schema import BaseSchema

from schema.build import Schema
from schema.execution.prepared_document import PreparedDocument

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
        self._size = size
        self._most_tokens = tokens
        self._tokens: dict[str, int] = {}
        self._known: OrderedDict[str, Schema] = OrderedDict()
        self._pending: dict[str, asyncio.Future[PreparedDocument]] = {}

    def __len__(self) -> int:
        return len(self._known)

    async def schema_for(self, text: str) -> BaseSchema:
        """What executes the document, or answers with its errors. Raises InvalidDocument for what is no document."""
        if not isinstance(self._schema, Schema):
            return self._schema
        if text in self._known:
            self._known.move_to_end(text)
            return self._known[text]
        prepared = await self._prepared(self._schema, text)
        if prepared.document is None:
            raise InvalidDocument(prepared.errors[0].message, prepared.errors)
        schema = self._schema.prepared_for({text: prepared})
        if len(text) <= LONGEST:
            self._keep(text, schema, prepared.document.token_count)
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

    def _keep(self, text: str, schema: Schema, tokens: int) -> None:
        self._known[text] = schema
        self._tokens[text] = tokens
        while len(self._known) > self._size or sum(self._tokens.values()) > self._most_tokens:
            oldest, _ = self._known.popitem(last=False)
            del self._tokens[oldest]
