"""`tandem demo`: the sample consortium, loaded once, served on the embedded log and store."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from services.app.assembly import Adapters
from services.app.server_process import serve
from services.app.settings import Settings
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.samples import load_consortium, load_partnerships

SAMPLES = Path(__file__).parents[2] / "samples"
SEED = 2026
LOADED = "samples.loaded"
"""A file beside the log that says that every sample event was appended. Without it they are appended again, which
changes nothing: events are upserts, or known by their ids."""

QUERIES = (
    (
        "Attendance and chronic absence by school",
        '{ metricQuery(query: {metrics: [{metric: {name: "attendance_rate"}}, '
        '{metric: {name: "chronic_absence_rate"}}], groupBy: ["district", "school"], time: {schoolYear: 2011}}) '
        "{ asOf rows { nodes { keys { label } values { metric value n status } } } } }",
    ),
    (
        "Attendance by month in Grand Bend",
        '{ metricQuery(query: {metrics: [{metric: {name: "member_days"}}, {metric: {name: "absences"}}, '
        '{metric: {name: "attendance_rate"}}], groupBy: ["school"], granularity: MONTH, time: {schoolYear: 2011}, '
        'where: {dimension: {name: "district", is: {eq: "255901"}}}}) '
        "{ table { data { name strings dates numbers } } } }",
    ),
    (
        "Engaged learners this school year, by kind",
        '{ metricQuery(query: {metrics: [{metric: {name: "engaged_learners"}}, '
        '{metric: {name: "engagement_minutes"}}], groupBy: ["district", "engagement_kind"], '
        "time: {schoolYear: %d}, totals: true}) "
        "{ rows { nodes { keys { dimension label } values { metric value } } } "
        "totals { values { metric value } } } }",
    ),
    (
        "How the partnerships do, the worst first, and why",
        "{ partnerships(orderBy: [{by: HEALTH}]) { nodes { name status vacancies { side } "
        "health { score strategies { strategy score parts { name score reason } } } "
        "goals { title target progress { percent value { value n status } } } } } }",
    ),
)


async def run_demo(configured: Settings) -> None:
    """Always on the embedded pair in the data folder, where the marker of loaded samples is too."""
    settings = replace(configured, log="", store="")

    async def beside(opened: Adapters, address: str) -> None:
        _greet(address)
        await load_samples(opened, settings)
        print(f"Every sample event is in the log; {address}/readyz answers 200 when all are applied.\n", flush=True)

    await serve(settings, beside=beside)


async def load_samples(opened: Adapters, settings: Settings) -> None:
    """Append Grand Bend, the generated consortium and its partnerships, unless that was done before."""
    marker = settings.data / LOADED
    if marker.exists():
        return
    summary = await import_files(
        EdFi([SAMPLES / "grand-bend"], time_zone="America/Chicago"), opened.log, opened.secrets
    )
    today = datetime.now(UTC).date()
    await load_consortium(opened.log, opened.secrets, seed=SEED, today=today)
    await load_partnerships(opened.log, opened.secrets, today, seed=SEED)
    await asyncio.to_thread(marker.write_text, f"{summary.appended} Grand Bend events and the consortium of {today}\n")


def _greet(address: str) -> None:
    today = datetime.now(UTC).date()
    school_year = today.year + (today.month >= 7)
    print(f"\nTandem demo\n  Dashboard   {address}/\n  GraphiQL    {address}/graphql\n  Sign in as  {address}/sign-in")
    print(f"  Events in   POST {address}/events\n  Ready       {address}/readyz\n\nQueries to paste into GraphiQL:\n")
    for title, query in QUERIES:
        print(f"# {title}\n{query.replace('%d', str(school_year))}\n")
    print("Loading the sample districts in the background. Ctrl-C stops; `make demo` again goes on.\n", flush=True)
