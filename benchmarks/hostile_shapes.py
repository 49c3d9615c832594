"""Requests of the worst shapes that the limits of documents let through, and of some that they refuse.

Every request is another document, so that no cache answers it. Limits are from `schema.execution.limits`.
"""

from collections.abc import Callable
from typing import Any

from graphql import get_introspection_query

from schema.execution.limits import MAX_ALIASES, MAX_LITERAL_DEPTH, MAX_TEXT

Request = dict[str, Any]
METRIC = "id name label description unit kind formula source granularities dimensions { name label description }"
HEALTH = "nodes { health { score history(months: 60) { date score strategies { strategy score } } } }"
CHECK_INS = "nodes { checkIns { nextDue adherence notHeld { due state } } }"
ATTENTION = "nodes { kind message since partnership { name } } totalCount"
DATA_QUALITY = "total totalWaiting waiting { kind count }"
QUESTION = '{metrics: [{metric: {name: "absences"}}], groupBy: %s, time: {schoolYear: 2011}}'


def numbered(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


def named(number: int, selections: str, rest: str = "") -> Request:
    return {"query": f"query Q{number} {{ {selections} }} {rest}"}


def schools_in_schools(number: int) -> Request:
    """As deep as fields may nest: all schools of the districts of all schools, and so on, for every alias."""
    nested = "schools { nodes { name district { " * 3 + "schools { nodes { name } }" + " } } }" * 3
    return named(number, numbered(12, f"a#: {nested}"))


def lists_in_lists(number: int) -> Request:
    deep = "[" * (MAX_LITERAL_DEPTH - 2) + "]" * (MAX_LITERAL_DEPTH - 2)
    return named(number, numbered(15, f"a#: metricQuery(query: {QUESTION % deep}) {{ asOf }}"))


def variables(number: int) -> Request:
    document = f"query Q{number}($by: [String!]) {{ metricQuery(query: {QUESTION % '$by'}) {{ asOf }} }}"
    return {"query": document, "variables": {"by": ["a"] * 9_900}}


def fragments_that_overlap(number: int) -> Request:
    spreads, fields = numbered(12, "...F#"), "name districtId schools { totalCount }"
    return named(
        number, f"districts {{ nodes {{ {spreads} }} }}", numbered(12, f"fragment F# on District {{ {fields} }}")
    )


SHAPES: dict[str, Callable[[int], Request]] = {
    "aliases of the catalogue": lambda n: named(n, numbered(MAX_ALIASES, f"a#: metrics {{ {METRIC} }}")),
    "aliases of lists": lambda n: named(n, numbered(MAX_ALIASES, "a#: schools { nodes { name district { name } } }")),
    "aliases of questions": lambda n: named(
        n, numbered(MAX_ALIASES, f"a#: metricQuery(query: {QUESTION % '[]'}) {{ asOf totals {{ bucket }} }}")
    ),
    "440 aliases of one name (refused)": lambda n: named(n, "x: districts { nodes { name } } " * 440),
    "overlapping fields": lambda n: named(n, "districts { nodes { name } } " * 90),
    "overlapping fields (over the budget)": lambda n: named(n, "districts { nodes { name } } " * 330),
    "overlapping fields in fragments": fragments_that_overlap,
    "lists within each other in the answer": schools_in_schools,
    "lists within each other in literals": lists_in_lists,
    "long literals": lambda n: named(n, numbered(4, 'a#: schools(search: "' + "x" * MAX_TEXT + '") { totalCount }')),
    "a list of 3,900 literals": lambda n: named(
        n, f"metricQuery(query: {QUESTION % ('[' + '1 ' * 3_900 + ']')}) {{ asOf }}"
    ),
    "large variables": variables,
    "directives": lambda n: named(n, "__typename @include(if: true) " * 100),
    "thousands of errors": lambda n: named(n, "metricQuery(query: {" + numbered(600, "metricsx#: 1") + "}) { asOf }"),
    "aliases of health over 60 months": lambda n: named(n, numbered(MAX_ALIASES, f"a#: partnerships {{ {HEALTH} }}")),
    "aliases of check-ins": lambda n: named(n, numbered(MAX_ALIASES, f"a#: partnerships {{ {CHECK_INS} }}")),
    "aliases of attention": lambda n: named(n, numbered(40, f"a#: attention(first: 500) {{ {ATTENTION} }}")),
    "aliases of data quality": lambda n: named(n, numbered(50, f"a#: dataQuality {{ {DATA_QUALITY} }}")),
    "introspection": lambda n: {"query": get_introspection_query().replace("IntrospectionQuery", f"Q{n}")},
    "introspection again and again": lambda n: named(
        n, numbered(MAX_ALIASES, "a#: __schema { types { name fields { name args { name type { name } } } } }")
    ),
}
