"""The two scalars of the API that GraphQL does not have."""

import re
from datetime import date, datetime

import strawberry
from graphql import GraphQLError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Timestamp(str):
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
        description="A calendar date without a time of day, in ISO 8601: `2011-05-31`. It is a day at the place that "
        "the value is about, so do not convert it between time zones.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in time, in RFC 3339 with its offset from UTC: `2011-05-31T15:00:00+00:00`. Answers use "
        "UTC. Arguments take any offset, or `Z`.",
        specified_by_url="https://scalars.graphql.org/chillicream/date-time.html",
        serialize=lambda value: Timestamp(value.isoformat()),
        parse_value=parse_date_time,
    ),
}
