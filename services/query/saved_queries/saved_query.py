"""A saved query: a question with a name, by whom, for whom, in which version."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from services.core.access import Operation, Principal, may
from services.query.model.question import MetricQuery


class Sharing(StrEnum):
    PRIVATE = "PRIVATE"
    TENANT = "TENANT"


class SavedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a saved query.

    Attributes:
        query: the question in the names of the API, which clients understand for ever.
        key: of the idempotency key under which it was saved or deleted; None: under none.
        districts, partnerships: the owner's scope when they saved it; None: all.
    """

    id: str
    version: int
    name: str
    description: str
    owner: str
    districts: frozenset[str] | None
    partnerships: frozenset[str] | None
    sharing: Sharing
    query: dict[str, Any]
    updated_at: datetime
    deleted: bool = False
    key: str | None = None

    def says(self, draft: "SavedQueryDraft") -> bool:
        """Whether it is what the draft would save."""
        own = (self.name, self.description, self.sharing, self.query)
        return not self.deleted and own == (draft.name.strip(), draft.description, draft.sharing, draft.query)

    def is_seen_by(self, principal: Principal) -> bool:
        if not may(principal, Operation.READ_SAVED_QUERIES):
            return False
        if self.owner == principal.name:
            return True
        return self.sharing is Sharing.TENANT and principal.covers(self.districts, self.partnerships)


class SavedQueryDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody saves: `question` is what `query` means."""

    name: str
    description: str
    sharing: Sharing
    query: dict[str, Any]
    question: MetricQuery
