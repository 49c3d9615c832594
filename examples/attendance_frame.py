"""A question about KPIs as a polars frame, and what an analyst does with it. Cells for a notebook, or a script:

.venv/bin/python examples/attendance_frame.py http://127.0.0.1:8000/graphql
"""

# %% What to ask, as it is pasted into GraphiQL, and whom
import sys
from typing import Any

import httpx
import polars as pl

GIVEN = sys.argv[-1]  # in a notebook, something else
URL = GIVEN if GIVEN.startswith("http") else "http://127.0.0.1:8000/graphql"
QUESTION = """{
  metricQuery(query: {
    metrics: [
      { metric: { name: "member_days" } }
      { metric: { name: "absences" } }
      { metric: { name: "attendance_rate" } }
      { metric: { name: "chronic_absence_rate" } }
    ]
    groupBy: ["school"]
    granularity: MONTH
    time: { schoolYear: 2011 }
    where: { dimension: { name: "district", is: { eq: "255901" } } }
    orderBy: [{ by: "bucket" }]
  }) { table { data { name strings dates numbers statuses } hasNextPage } }
}"""
ARRAYS = (
    ("strings", "", pl.String),
    ("dates", "", pl.String),
    ("numbers", "", pl.Float64),
    ("statuses", "__status", pl.String),
)
"""The arrays that a column may have, what their names end in (as in exports), and their types, which nulls alone would
not show."""


def ask(question: str) -> dict[str, Any]:
    """The table of the answer. A page has 1,000 rows unless more are asked for, so one that goes on is an error."""
    answer = httpx.post(URL, json={"query": question}).json()
    assert "errors" not in answer, answer["errors"]
    table: dict[str, Any] = answer["data"]["metricQuery"]["table"]
    assert not table["hasNextPage"], "more rows than a page has: ask for table(first: …, after: …)"
    return table


# %% Ask, give each array a name and a type, and put them side by side
table = ask(QUESTION)
arrays = [(c["name"] + end, c[kind], of) for c in table["data"] for kind, end, of in ARRAYS if c[kind] is not None]
frame = pl.DataFrame([pl.Series(*array) for array in arrays]).with_columns(pl.col("bucket").str.to_date())

# %% One row for each school and month, with real dates, and nulls where there is no value
pl.Config(float_precision=3, tbl_cols=-1, tbl_width_chars=160)
print(frame.drop(pl.selectors.ends_with("__status")).head(6))

# %% Why values are missing: nobody can be chronically absent before ten days of school
missing = frame.filter(pl.col("chronic_absence_rate").is_null())
print(missing.select("school", "bucket", "chronic_absence_rate__status"))

# %% Attendance against chronic absence by school. Rates are divided from sums, never averaged; chronic absence is a
# state at the end of the month, so that of the last month is the year's
attendance = 100 * (1 - pl.col("absences").sum() / pl.col("member_days").sum())
by_school = frame.group_by("school", maintain_order=True).agg(
    attendance.alias("attendance_rate"),
    pl.col("chronic_absence_rate").drop_nulls().first().alias("chronic_at_first"),
    pl.col("chronic_absence_rate").last().alias("chronic_at_last"),
    pl.col("bucket").sort_by("attendance_rate", nulls_last=True).first().alias("worst_month"),
)
print(by_school.sort("attendance_rate"))
