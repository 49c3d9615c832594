"""Which documents may be asked: trusted ones by their ids, those that clients registered, and others."""

from dataclasses import dataclass, field

from strawberry.schema import BaseSchema

from schema.build import Schema
from schema.execution.document_cache import KnownDocuments
from schema.execution.persisted_documents import TrustedDocuments
from services.web.graphql_request import GraphQLRequest, RefusedRequest
from services.web.persisted_queries import PersistedQueries, check_hash, not_supported


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents that a server takes.

    Attributes:
        only: refuse whatever is not trusted, introspection too.
        persisted: where clients may register documents by their hashes; None: they may not.
    """

    trusted: TrustedDocuments | None = None
    only: bool = False
    persisted: PersistedQueries | None = field(default_factory=PersistedQueries, compare=False)

    async def chosen(self, graphql_request: GraphQLRequest, known: KnownDocuments) -> tuple[BaseSchema, str]:
        """The document, and the schema that executes it. Raises Refused, or InvalidDocument."""
        if graphql_request.document_id is not None:
            return self._trusted(graphql_request.document_id)
        if graphql_request.sha256_hash is not None:
            return await self._persisted(graphql_request.sha256_hash, graphql_request.query, known)
        if self.only:
            message = "this server takes trusted documents only; send the `documentId` of one instead of a `query`"
            raise RefusedRequest(403, "DOCUMENT_NOT_TRUSTED", message)
        return await known.schema_for(graphql_request.query), graphql_request.query

    def _trusted(self, document_id: str) -> tuple[BaseSchema, str]:
        text = self.trusted.text(document_id) if self.trusted else None
        if self.trusted is None or text is None:
            raise RefusedRequest(404, "DOCUMENT_NOT_FOUND", f"this server has no document {document_id[:100]!r}")
        return self.trusted.schema_for(text), text

    async def _persisted(self, sha256_hash: str, query: str, known: KnownDocuments) -> tuple[BaseSchema, str]:
        """A trusted document, or one that a client has registered or registers now."""
        if query:
            check_hash(sha256_hash, query)
        trusted_id = f"sha256:{sha256_hash}"
        if self.trusted and self.trusted.text(trusted_id) is not None:
            return self._trusted(trusted_id)
        if self.only or (self.persisted is None and not query):
            raise not_supported()
        text = query if query or self.persisted is None else self.persisted.text(sha256_hash)
        schema = await known.schema_for(text)
        is_valid = not isinstance(schema, Schema) or schema.is_valid(text)
        if query and self.persisted is not None and is_valid:
            self.persisted.register(sha256_hash, query)
        return schema, text
