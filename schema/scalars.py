"""The two scalars of the API that GraphQL does not have."""

import re
from datetime import date, datetime

import strawberry
from graphql import GraphQLError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Moment(str):
    """A DateTime as clients get it. It says when, not what: an answer in which only moments differ is the same."""

    __slots__ = ()


def parse_date(value: object) -> date:
    """A calendar date written YYYY-MM-DD, and no other form of ISO 8601. Raises GraphQLError."""
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # 2011-02-30: of the right form, but no date
    raise GraphQLError(f"Date cannot represent {str(value)[:40]!r}: write a calendar date as YYYY-MM-DD")


def parse_date_time(value: object) -> datetime:
    """A date and time with an offset. Raises GraphQLError."""
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise GraphQLError(
            f"DateTime cannot represent {str(value)[:40]!r}: write 2011-05-31T15:00:00Z or with an offset"
        )
    return parsed


SCALARS: dict[object, strawberry.types.scalar.ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar date, ISO 8601: 2011-05-31.",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A date and time with its offset, ISO 8601: 2011-05-31T15:00:00+00:00.",
        serialize=lambda value: Moment(value.isoformat()),
        parse_value=parse_date_time,
    ),
}
