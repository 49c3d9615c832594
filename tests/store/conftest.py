"""A MongoDB database for each test, which is dropped afterwards."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from pymongo import MongoClient


@pytest.fixture
def database_url(mongo_url: str) -> Iterator[str]:
    url = f"{mongo_url.rpartition('/')[0]}/test_{uuid4().hex}"
    yield url
    with MongoClient(url) as client:
        client.drop_database(client.get_default_database())
