"""The few operations that the store asks of MongoDB. The one module that knows the driver.

Only what MongoDB 7/8 shares with compatible services is used: no sessions, transactions, change streams or pipeline
updates. Reads ask the primary. Every write waits for a majority and its journal; the driver retries a write once by
itself where the server supports it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, urlsplit

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection
from pymongo import ReadPreference, ReturnDocument, UpdateOne, WriteConcern
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern

from services.store.mongo_security import MongoSecurity
from services.store.port import StoreError

DEFAULT_DATABASE = "tandem"
DEFAULT_OPTIONS = {
    "appName": "tandem",
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 60_000,
}
"""Unless the URL says otherwise: trouble becomes an error that the consumer recovers from, never an endless wait."""
BULK_OPERATIONS = 500
DUPLICATE_KEY = 11_000
DURABLE = WriteConcern(w="majority", j=True)
OWN_VIEW = ReadConcern()
"""The primary's own: it holds at least what was acknowledged, and what a compare-and-set will meet."""
_OF_THE_URL = MongoSecurity()

Document = dict[str, Any]
T = TypeVar("T")


class Upsert(NamedTuple):
    """An update of the document that the filter describes, which is inserted if there is none."""

    where: Document
    update: Document


class Database:
    """One database. Every method raises StoreError when the server cannot be reached or refuses."""

    def __init__(self, url: str, patience: float | None = None, security: MongoSecurity = _OF_THE_URL) -> None:
        """Connects when it is first asked.

        Args:
            patience: seconds that one operation may take; None: as long as the options of the URL let it.
            security: of the connection, beside what the URL says.
        """
        self._patience = patience
        named = {name.lower() for name in parse_qs(urlsplit(url).query)}
        options: Document = {name: value for name, value in DEFAULT_OPTIONS.items() if name.lower() not in named}
        options |= security.options()
        try:
            self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(url, **options)
            # Whatever the URL says: a ledger that lags behind would be folded, and its cells be wrong for good.
            self._database = self._client.get_default_database(
                DEFAULT_DATABASE,
                read_preference=ReadPreference.PRIMARY,
                read_concern=OWN_VIEW,
                write_concern=DURABLE,
            )
        except (PyMongoError, ValueError) as error:
            raise StoreError(f"the MongoDB URL cannot be used: {error}") from error
        except OSError as error:  # of certificates that its options name
            raise StoreError(f"a file that the MongoDB URL names cannot be used: {error.strerror}") from error

    # ---- reading -------------------------------------------------------------------------------------------------

    async def find(
        self,
        collection: str,
        where: Mapping[str, Any],
        *,
        columns: Sequence[str] | None = None,
        order: Sequence[str] = (),
        limit: int = 0,
        backwards: bool = False,
    ) -> list[Document]:
        """`order`: ascending by these fields, or descending if `backwards`; `limit` 0: all."""

        async def read() -> list[Document]:
            cursor = self.documents_of(collection).find(where, columns, limit=limit)
            if order:
                cursor = cursor.sort([(name, -1 if backwards else 1) for name in order])
            return await cursor.to_list(None)

        return await self._run(read)

    async def find_one(self, collection: str, where: Mapping[str, Any]) -> Document | None:
        return await self._run(lambda: self.documents_of(collection).find_one(where))

    async def count(self, collection: str, where: Mapping[str, Any]) -> int:
        return await self._run(lambda: self.documents_of(collection).count_documents(where))

    async def aggregate(self, collection: str, pipeline: Sequence[Mapping[str, Any]]) -> list[Document]:
        return await self._run(lambda: self.documents_of(collection).aggregate(pipeline).to_list(None))

    async def collections(self) -> list[str]:
        return await self._run(self._database.list_collection_names)

    # ---- writing -------------------------------------------------------------------------------------------------

    async def insert_unless_there(self, collection: str, document: Document) -> bool:
        """False: there is one of this id already."""

        async def insert() -> bool:
            try:
                await self.documents_of(collection).insert_one(document)
            except DuplicateKeyError:
                return False
            return True

        return await self._write(insert)

    async def compare_and_set(self, collection: str, expected: Document, update: Document) -> bool:
        """Change the one document that is exactly as expected; False if there is none."""
        result = await self._write(lambda: self.documents_of(collection).update_one(expected, update))
        return result.matched_count == 1

    async def next_number(self, collection: str, where: Document, name: str) -> int:
        """Add one to a field of the document, and say what it is then."""
        changed = await self._write(
            lambda: self.documents_of(collection).find_one_and_update(
                where, {"$inc": {name: 1}}, return_document=ReturnDocument.AFTER
            )
        )
        return int(changed[name])

    async def upsert(self, collections: Mapping[str, Sequence[Upsert]]) -> None:
        """Upsert into some collections, about `BULK_OPERATIONS` at a time.

        A document that is there but does not meet its filter stays as it is (its insert fails with code 11000), and
        the others go on.
        """
        # All are waited for before an error is raised, so that nothing of this call is under way any more then.
        done = await asyncio.gather(
            *(self._upsert_into(name, upserts) for name, upserts in collections.items()), return_exceptions=True
        )
        for failure in done:
            if failure is not None:
                raise failure

    async def _upsert_into(self, collection: str, upserts: Sequence[Upsert]) -> None:
        for begin in range(0, len(upserts), BULK_OPERATIONS):
            batch = upserts[begin : begin + BULK_OPERATIONS]
            requests = [UpdateOne(where, update, upsert=True) for where, update in batch]
            await self._write(partial(self._bulk, collection, requests))

    async def _bulk(self, collection: str, requests: Sequence[UpdateOne]) -> None:
        try:
            await self.documents_of(collection).bulk_write(requests, ordered=False)
        except BulkWriteError as error:
            details: Document = dict(error.details or {})
            failed = [error for error in details.get("writeErrors", ()) if error["code"] != DUPLICATE_KEY]
            failed += details.get("writeConcernErrors", ())
            if failed:
                raise StoreError(f"MongoDB refused {len(failed)} writes to {collection}: {failed[0]}") from error

    async def create_index(self, collection: str, columns: Sequence[str], *, unique: bool = False) -> None:
        keys = [(name, 1) for name in columns]
        await self._write(lambda: self.documents_of(collection).create_index(keys, unique=unique))

    async def drop(self, collection: str) -> None:
        await self._write(lambda: self.documents_of(collection).drop())

    async def delete(self, collection: str, where: Document) -> None:
        await self._write(lambda: self.documents_of(collection).delete_many(where))

    # ---- the connection ------------------------------------------------------------------------------------------

    def close(self) -> None:
        self._client.close()

    def documents_of(self, collection: str) -> AsyncIOMotorCollection[Document]:
        return self._database[collection]

    async def _write(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Every write goes through here, so that a test can let the process die before or after any of them."""
        return await self._run(operation)

    async def _run(self, operation: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._patience):
                return await operation()
        except TimeoutError:
            raise StoreError(f"MongoDB did not answer within {self._patience:g} s; does it run?") from None
        except PyMongoError as error:
            raise StoreError(f"MongoDB: {error}") from error
