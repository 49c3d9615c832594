"""What every adapter of the store promises of small records."""

import asyncio
from datetime import UTC, datetime, timedelta

from services.store.port import Store
from services.store.records import StoredRecord

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ODD = "a|b.c$%é"


async def test_a_record_is_put_only_where_the_expected_one_is(store: Store) -> None:
    first, second = StoredRecord("key", ODD, b"1"), StoredRecord("key", ODD, b"2", NOW)
    assert await store.put_record(first)
    assert not await store.put_record(second)
    assert not await store.put_record(second, b"0")
    assert await store.record("key", ODD) == first
    assert await store.put_record(second, b"1")
    assert await store.record("key", ODD) == second
    assert not await store.put_record(StoredRecord("key", "absent", b"1"), b"0")
    assert await store.record("key", "absent") is None


async def test_of_many_who_change_a_record_at_once_one_does(store: Store) -> None:
    await store.put_record(StoredRecord("key", "a", b"0"))
    changes = [store.put_record(StoredRecord("key", "a", str(n).encode()), b"0") for n in range(1, 9)]
    assert sorted(await asyncio.gather(*changes)) == [False] * 7 + [True]


async def test_records_of_a_kind_come_by_id_and_others_stay_when_they_are_removed(store: Store) -> None:
    ends = {"b": NOW, "a": NOW + timedelta(microseconds=1), "$c": None}
    listed = [StoredRecord("session", name, b"x", until) for name, until in sorted(ends.items())]
    for record in (*reversed(listed), StoredRecord("key", "b", b"y")):
        assert await store.put_record(record)
    assert await store.records("session") == listed
    await store.remove_records_until(NOW)
    assert [record.id for record in await store.records("session")] == ["$c", "a"]
    await store.remove_record("session", "a")
    await store.remove_record("session", "a")
    assert [record.id for record in await store.records("session")] == ["$c"]
    assert await store.records("key") == [StoredRecord("key", "b", b"y")]


async def test_a_rebuild_keeps_records(store: Store) -> None:
    await store.put_record(StoredRecord("key", "a", b"1"))
    building = await store.begin_generation(keep_ledgers=False)
    await building.activate()
    await building.close()
    assert await store.records("key") == [StoredRecord("key", "a", b"1")]
