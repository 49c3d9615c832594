"""The GraphQL API: what clients may ask, mapped to the query service. `SCHEMA` answers, given a `Context`."""

from schema.build import SCHEMA
from schema.context import Context

__all__ = ["SCHEMA", "Context"]
