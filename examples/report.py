"""What a district's schools and its partnerships come to, asked through the typed client:

.venv/bin/python examples/report.py http://127.0.0.1:8000/graphql
"""

import sys
from collections.abc import Iterator

from tandem_client import (
    DimensionFilter,
    Filter,
    MetricPick,
    MetricQuery,
    MetricRef,
    PartnershipFilter,
    PartnershipOrder,
    PartnershipOrderField,
    PartnershipsPartnershipsNodes,
    PartnershipStatus,
    Predicate,
    Tandem,
    TimeRange,
)

DISTRICT = "255901"
METRICS = ("attendance_rate", "chronic_absence_rate")
PAGE = 2
"""So small that the list has more than one page."""


def main(url: str) -> None:
    """Print the report."""
    with Tandem(url) as tandem:
        print_schools(tandem)
        print_partnerships(tandem)


def print_schools(tandem: Tandem) -> None:
    """A line for each school: its metrics, under their labels."""
    labels = {metric.name: metric.label for metric in tandem.metrics()}
    names = dict(schools(tandem))
    answer = tandem.metric_table(by_school())
    keys, *columns = answer.table.data
    print(f"School year 2010-11, as of {answer.as_of:%Y-%m-%d}: {', '.join(labels[name] for name in METRICS)}")
    for row, key in enumerate(keys.strings or []):
        values = (column.numbers[row] if column.numbers else None for column in columns)
        print(f"  {names.get(key or '', key)}: {', '.join(map(percent, values))}")


def schools(tandem: Tandem) -> Iterator[tuple[str, str]]:
    """The id and name of each school of the district, read page by page."""
    page = tandem.schools(district=DISTRICT, first=PAGE)
    yield from ((school.school_id, school.name) for school in page.nodes)
    while page.page_info.has_next_page:
        page = tandem.schools(district=DISTRICT, first=PAGE, after=page.page_info.end_cursor)
        yield from ((school.school_id, school.name) for school in page.nodes)


def by_school() -> MetricQuery:
    """The question; mypy finds a misspelt member and a value of another type."""
    return MetricQuery(
        metrics=[MetricPick(metric=MetricRef(name=name)) for name in METRICS],
        group_by=["school"],
        time=TimeRange(school_year=2011),
        where=Filter(dimension=DimensionFilter(name="district", is_=Predicate(eq=DISTRICT))),
    )


def print_partnerships(tandem: Tandem) -> None:
    """The active partnerships, the least healthy first, each with what holds it back most."""
    active = tandem.partnerships(
        where=PartnershipFilter(statuses=[PartnershipStatus.ACTIVE]),
        order_by=[PartnershipOrder(by=PartnershipOrderField.HEALTH)],
    )
    print(f"Active partnerships: {active.total_count}")
    for node in active.nodes:
        due = node.check_ins.next_due
        meeting = f"next check-in {due:%Y-%m-%d}" if due else "no check-in ahead"
        print(f"  {node.name}: {percent(node.health.score)}, {meeting}; {weakest(node)}")


def weakest(partnership: PartnershipsPartnershipsNodes) -> str:
    """The part of its health with the lowest score, and the reason that the API gives for it."""
    parts = [part for strategy in partnership.health.strategies for part in strategy.parts if part.score is not None]
    part = min(parts, key=lambda part: part.score or 0.0, default=None)
    return f"{part.name}: {part.reason}" if part else "nothing scored yet"


def percent(value: float | None) -> str:
    """To two decimals; a value that is null is no zero."""
    return "no value" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/graphql")
