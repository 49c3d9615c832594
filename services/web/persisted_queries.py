"""Automatic persisted queries, as the clients of Apollo and urql send them.

A client sends the SHA-256 hash of a document first. If the server does not know the document, it says so, and the
client sends the hash again together with the document, which is kept.
"""

import hashlib
from collections import OrderedDict

from services.web.graphql_request import Refused

KEPT, CHARACTERS = 1_000, 10_000_000
"""How many documents are kept at most, and how many characters they may have together. The oldest ones make room."""


class PersistedQueries:
    """The documents that were registered or used last, by their hashes."""

    def __init__(self, kept: int = KEPT, characters: int = CHARACTERS) -> None:
        self._kept, self._characters = kept, characters
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, sha256_hash: str) -> str:
        """Raises Refused if there is no document with this hash."""
        if sha256_hash not in self._texts:
            raise Refused(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        self._texts.move_to_end(sha256_hash)
        return self._texts[sha256_hash]

    def register(self, sha256_hash: str, text: str) -> None:
        """Keep a document that clients may send."""
        self._size += len(text) - len(self._texts.pop(sha256_hash, ""))
        self._texts[sha256_hash] = text
        while len(self._texts) > self._kept or self._size > self._characters:
            self._size -= len(self._texts.popitem(last=False)[1])


def check_hash(sha256_hash: str, text: str) -> None:
    """Raises Refused for the hash of another document."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256_hash:
        message = "`persistedQuery.sha256Hash` is not the SHA-256 hash of `query`, in lower-case hexadecimal digits."
        raise Refused(400, "BAD_REQUEST", message)


def not_supported() -> Refused:
    """Clients then send whole documents, and do not ask by hash again."""
    return Refused(200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
