"""Where things are: collections, the ids of documents, and field names that mean nothing else in a path.

A ledger is one document, a field for each fact, so that a batch is one small `$set` for each learner that it touches.
Documents shared by many learners were measured and lost: on 2,000 learners of 80 facts a roll of 400 took 0.13 s in 400
documents of their own and 0.2 s in 64 shared ones (each update rewrites its whole document, however little it sets),
and a consumer that wants one learner would read all learners of the document.

A learner's year is 20 kB where absences are sent (80 facts of 250 bytes) and 0.4 MB where every section's presence is
(1,300 facts), of the 16 MB that a document may have. Only a school's own ledger can outgrow that: 100 sections by 6
periods by 180 days are 27 MB of rolls. So it has `SCHOOL_PAGES` pages by date, 1.7 MB each in such a school; what a
batch reports of one day is in one page.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from msgspec.structs import astuple

from services.core.cells import FAMILIES, CellKey, KeyValue
from services.core.facts import EntityKey, FactKey, LedgerId, encoded, school_owner
from services.store.port import Generation, Source

META = "meta"
PLANS = "plans"
SAVED = "saved"
RECORDS = "records"
SCHOOL_PAGES = 16
_SCHOOL = school_owner("")
_ESCAPES = str.maketrans({"%": "%25", ".": "%2E", "$": "%24", "\0": "%00"})


class Index(NamedTuple):
    columns: tuple[str, ...]
    unique: bool = False


# ---- collections, of a generation ------------------------------------------------------------------------------------


def ledgers(generation: Generation) -> str:
    return f"ledgers_{generation.ledgers}"


def documents(generation: Generation) -> str:
    return f"documents_{generation.ledgers}"


def partnerships(generation: Generation) -> str:
    return f"partnerships_{generation.ledgers}"


def partnership_events(generation: Generation) -> str:
    return f"partnership_events_{generation.ledgers}"


def cells(generation: Generation, family: str) -> str:
    return f"cells_{generation.cells}_{family}"


def is_generated(collection: str) -> bool:
    """Whether the collection belongs to some generation."""
    return collection.startswith(
        ("ledgers_", "documents_", "partnerships_", "partnership_events_", "policies_", "cells_")
    )


def indexes(generation: Generation) -> Iterator[tuple[str, Index]]:
    """Every collection of a generation that has indexes, with them; ids are unique besides."""
    yield ledgers(generation), Index(("district", "school_year", "owner", "page"), unique=True)
    yield ledgers(generation), Index(("district", "owner"))
    yield documents(generation), Index(("district", "kind", "id"), unique=True)
    yield documents(generation), Index(("kind", "name", "district", "id"))
    yield partnerships(generation), Index(("partnership", "version"), unique=True)
    yield partnership_events(generation), Index(("partnership", "number"), unique=True)
    for name, family in FAMILIES.items():
        own = [column for column in ("date", "grading_period") if column in family.columns]
        first = ("district", "partnership") if "partnership" in family.columns else ("district",)
        yield cells(generation, name), Index((*first, "school_year", *own))


def all_of(generation: Generation) -> set[str]:
    return {collection for collection, _ in indexes(generation)}


def of_districts(generation: Generation) -> set[str]:
    """Those whose documents name their district in a field."""
    return all_of(generation) - {partnerships(generation), partnership_events(generation)}


# ---- ids -------------------------------------------------------------------------------------------------------------


def joined(parts: Iterable[object]) -> str:
    return "|".join(encoded(str(part)) for part in parts)


def ledger_id(ledger: LedgerId, page: int) -> str:
    return joined((*astuple(ledger), page))


def page_of(ledger: LedgerId, key: FactKey) -> int:
    return crc32(key.item.partition("|")[0].encode()) % SCHOOL_PAGES if ledger.owner.startswith(_SCHOOL) else 0


def pages(ledger: LedgerId) -> range:
    """The pages that the ledger may have."""
    return range(SCHOOL_PAGES if ledger.owner.startswith(_SCHOOL) else 1)


def entity_id(key: EntityKey) -> str:
    return joined(key)


def cell_id(key: CellKey) -> str:
    return joined(key.values)


def plan_id(generation: Generation, source: Source) -> str:
    return joined((generation.ledgers, *source))


# ---- values that queries group by ------------------------------------------------------------------------------------

_LITERAL = "\x1e"
"""Stands before a text that a server could take for an expression. No event can name it: it is no printable text."""


def stored(value: KeyValue) -> KeyValue:
    """A value of a cell's key as documents hold it.

    `{"$group": {"_id": {"subject": "$subject"}}}` puts the values of subjects where an expression stood. MongoDB leaves
    them alone; servers that speak its protocol were seen to evaluate them, and `$x` was then the field `x`. Texts keep
    their order but for those: ranges are of dates.
    """
    return f"{_LITERAL}{value}" if isinstance(value, str) and value[:1] in ("$", _LITERAL) else value


def value_of(held: KeyValue) -> KeyValue:
    """The value that `stored` made this of."""
    return held[1:] if isinstance(held, str) and held[:1] == _LITERAL else held


# ---- field names -----------------------------------------------------------------------------------------------------


def watermark(source: Source) -> str:
    """The path of the number of the last plan of this source that changed a document."""
    return f"seq.{field(joined(source))}"


@lru_cache(maxsize=65536)
def field(name: str) -> str:
    """A field name for any text. The leading letter keeps it from being empty."""
    return f"f{name.translate(_ESCAPES)}"


def text_of(field_name: str) -> str:
    """The text that `field` made the name from."""
    name = field_name[1:]
    if "%" not in name:
        return name
    for char, code in (("\0", "%00"), ("$", "%24"), (".", "%2E"), ("%", "%25")):
        name = name.replace(code, char)
    return name
