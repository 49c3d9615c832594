"""Which documents may be asked: trusted ones by their ids, and others unless only trusted ones are."""

from dataclasses import dataclass

from strawberry.schema import BaseSchema

from schema.documents import KnownDocuments
from schema.trusted import TrustedDocuments
from services.web.graphql_request import GraphQLRequest, Refused


@dataclass(frozen=True, slots=True)
class Documents:
    """`only`: refuse whatever is not trusted, introspection too."""

    trusted: TrustedDocuments | None = None
    only: bool = False

    async def chosen(self, asked: GraphQLRequest, known: KnownDocuments) -> tuple[BaseSchema, str]:
        """The document, and the schema that executes it. Raises Refused, or InvalidDocument."""
        if asked.document_id is not None:
            return self._trusted(asked.document_id)
        if self.only:
            message = "this server takes trusted documents only; send the `documentId` of one instead of a `query`"
            raise Refused(403, "DOCUMENT_NOT_TRUSTED", message)
        return await known.schema_for(asked.query), asked.query

    def _trusted(self, document_id: str) -> tuple[BaseSchema, str]:
        text = self.trusted.text(document_id) if self.trusted else None
        if self.trusted is None or text is None:
            raise Refused(404, "DOCUMENT_NOT_FOUND", f"this server has no document {document_id[:100]!r}")
        return self.trusted.schema_for(text), text
