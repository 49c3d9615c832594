"""The store on MongoDB: a write-ahead plan for every batch, so that no multi-document transaction is needed."""

from services.store.mongo.saved import saved_in
from services.store.mongo.store import MongoStore

__all__ = ["MongoStore", "saved_in"]
