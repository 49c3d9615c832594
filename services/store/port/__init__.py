"""What the rest of Tandem may assume of the store, whichever adapter is behind it."""

from services.store.port.errors import DamagedStore, Fenced, StoreError, TooLarge
from services.store.port.ledgers import Ledgers
from services.store.port.reader import Reader
from services.store.port.store import Maintenance, Store
from services.store.port.values import (
    ENGAGED_PARTS,
    AcceptedEvent,
    Bookmark,
    CellQuery,
    CellSum,
    Checkpoint,
    Entity,
    EntityPage,
    EntityQuery,
    Generation,
    Lease,
    PartnershipWrite,
    Position,
    Source,
    Stamp,
    StoreState,
    Writes,
    no_bookmark,
)
from services.store.port.writer import Writer

__all__ = [
    "ENGAGED_PARTS",
    "AcceptedEvent",
    "Bookmark",
    "CellQuery",
    "CellSum",
    "Checkpoint",
    "DamagedStore",
    "Entity",
    "EntityPage",
    "EntityQuery",
    "Fenced",
    "Generation",
    "Lease",
    "Ledgers",
    "Maintenance",
    "PartnershipWrite",
    "Position",
    "Reader",
    "Source",
    "Stamp",
    "Store",
    "StoreError",
    "StoreState",
    "TooLarge",
    "Writer",
    "Writes",
    "no_bookmark",
]
