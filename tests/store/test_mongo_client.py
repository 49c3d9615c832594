"""What the store asks of MongoDB, whatever its URL says."""

from collections.abc import AsyncIterator

import pytest
from pymongo import ReadPreference

from services.store.mongo.client import Database


@pytest.fixture(params=["", "?replicaSet=rs0&readPreference=secondary&readConcernLevel=available&w=1&journal=false"])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    database = Database(f"mongodb://127.0.0.1:1/{request.param}")
    yield database
    database.close()


async def test_every_collection_is_read_from_the_primary(database: Database) -> None:
    collection = database.documents_of("ledgers")
    assert collection.read_preference == ReadPreference.PRIMARY
    assert collection.read_concern.document == {}


async def test_every_write_waits_for_a_majority_and_its_journal(database: Database) -> None:
    assert database.documents_of("ledgers").write_concern.document == {"w": "majority", "j": True}
