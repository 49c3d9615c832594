"""Automatic persisted queries, as the clients of Apollo and urql send them.

A client sends the SHA-256 hash of a document first. If the server does not know the document, it says so, and the
client sends the hash again together with the document, which is kept.
"""

import hashlib

from services.core.recently_used import RecentlyUsed
from services.web.graphql_request import RefusedRequest

KEPT, CHARACTERS = 1_000, 10_000_000
"""How many documents are kept at most, and how many characters they may have together. The oldest ones make room."""


class PersistedQueries:
    """The documents that were registered or used last, by their hashes."""

    def __init__(self, kept: int = KEPT, characters: int = CHARACTERS) -> None:
        self._texts = RecentlyUsed[str, str](kept, characters)

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, sha256_hash: str) -> str:
        """Raises Refused if there is no document with this hash."""
        text = self._texts.get(sha256_hash)
        if text is None:
            raise RefusedRequest(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        return text

    def register(self, sha256_hash: str, text: str) -> None:
        """Keep a document that clients may send."""
        self._texts.put(sha256_hash, text, len(text))


def check_hash(sha256_hash: str, text: str) -> None:
    """Raises Refused for the hash of another document."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256_hash:
        message = "`persistedQuery.sha256Hash` is not the SHA-256 hash of `query`, in lower-case hexadecimal digits."
        raise RefusedRequest(400, "BAD_REQUEST", message)


def not_supported() -> RefusedRequest:
    """Clients then send whole documents, and do not ask by hash again."""
    return RefusedRequest(200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
