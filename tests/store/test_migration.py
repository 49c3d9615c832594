"""A store of the version before search keys is brought up to date when it is opened."""

import sqlite3
from pathlib import Path

from pymongo import MongoClient

from services.contracts import facts
from services.core.cells import CellKey
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import EntityQuery, Store, Writes
from tests.support.store_writes import commit, document

ENTITIES = dict(
    [
        document("school", "1", facts.School(school="1", name="École")),
        document("school", "2", None),
        document("district", "d", facts.District(name="Ñandú")),
        document("policy", "", facts.Policy(version="1")),
    ]
)


async def found(store: Store) -> list[str]:
    """What is found of the entities, by name and by id."""
    queries = [
        EntityQuery("school", search="ecole"),
        EntityQuery("school", search="1"),
        EntityQuery("district", search="ND"),
    ]
    return [entity.name for query in queries for entity in (await store.entities(query)).items]


async def written(store: Store) -> None:
    await commit(store, Writes(entities=ENTITIES))
    await store.close()


async def test_an_embedded_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    await written(await EmbeddedStore.open(path))
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE documents DROP COLUMN search")
        connection.execute("UPDATE meta SET value = 3 WHERE key = 'schema'")
    for _ in range(2):
        store = await EmbeddedStore.open(path)
        assert await found(store) == ["École", "École", "Ñandú"]
        await commit(store, Writes(entities=dict([document("school", "3", facts.School(school="3", name="Été"))])))
        assert [item.name for item in (await store.entities(EntityQuery("school", search="ete"))).items] == ["Été"]
        await store.close()


async def test_a_store_on_mongodb(database_url: str) -> None:
    await written(await MongoStore.open(database_url))
    with MongoClient[dict[str, object]](database_url) as client:
        database = client.get_default_database()
        database["documents_1"].update_many({}, {"$unset": {"search": ""}})
        database["meta"].update_one({"_id": "generations"}, {"$set": {"schema": 3}})
    for _ in range(2):
        store = await MongoStore.open(database_url)
        assert await found(store) == ["École", "École", "Ñandú"]
        await store.close()


async def test_tables_of_cells_get_the_measures_that_they_were_made_without(tmp_path: Path) -> None:
    path, key = tmp_path / "store.sqlite", CellKey("day", ("d", 2011, "S", "", "2010-09-06"))
    store = await EmbeddedStore.open(path)
    await commit(store, Writes(cells={key: {"tardy": 1, "days_late": 2}}))
    await store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE cells_day DROP COLUMN days_late")
    store = await EmbeddedStore.open(path)
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == [(key, {"tardy": 1})]
    await commit(store, Writes(cells={key: {"days_late": 3}}))
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == [(key, {"tardy": 1, "days_late": 3})]
    await store.close()
