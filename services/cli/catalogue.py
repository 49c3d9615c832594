"""`python -m services.cli.catalogue` writes every generated file; with `--check` it says which are not current."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from schema.sdl import sdl
from services.cli.access_page import access_page
from services.cli.asyncapi import asyncapi
from services.cli.events_page import events_page
from services.cli.markdown import GENERATED, table
from services.contracts.catalogue import EVENT_TYPES, examples_of, schema_of
from services.core.kpis import DIMENSIONS, METRICS, Metric
from services.core.stated_rules import StatedRule
from services.query.counting_rules import rules_of

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = Path("services/contracts")


def generated() -> dict[Path, str]:
    """Every generated file, by its path from the root of the repository."""
    files = {
        Path("docs/access.md"): access_page(),
        Path("docs/events.md"): events_page(),
        Path("docs/kpis.md"): kpi_catalogue_markdown(),
        Path("docs/asyncapi.json"): _json(asyncapi()),
        Path("schema/schema.graphql"): sdl(),
    }
    for name in EVENT_TYPES:
        files[CONTRACTS / "schemas" / f"{name}.json"] = _json(schema_of(name))
        files[CONTRACTS / "examples" / f"{name}.json"] = _json(examples_of(name))
    return files


def write(root: Path, files: Mapping[Path, str]) -> None:
    """Write the files below `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def outdated(root: Path, files: Mapping[Path, str]) -> list[str]:
    """The paths of files below `root` that are missing, not current, or left over from a type that is gone."""
    wrong = [path for path, text in files.items() if not (root / path).is_file() or _read(root / path) != text]
    for folder in ("schemas", "examples"):
        present = {path.relative_to(root) for path in (root / CONTRACTS / folder).glob("*")}
        wrong += present - files.keys()
    return sorted(map(str, wrong))


def kpi_catalogue_markdown() -> str:
    """`docs/kpis.md`."""
    return "\n".join(
        [
            "# KPI catalogue",
            GENERATED,
            _KPIS_INTRODUCTION,
            *(line for metric in METRICS.values() for line in _kpi_section(metric)),
            *_rules_section(),
            "## Dimensions",
            "",
            *table(
                ("name", "label", "meaning"), ((f"`{d.name}`", d.label, d.description) for d in DIMENSIONS.values())
            ),
            "",
        ]
    )


_KPIS_INTRODUCTION = """
What can be measured. A FLOW sums over the dates of the range; a STANDING metric is the state at the end of the range or
bucket. Ratios keep numerator and denominator through every grouping and divide last; a PERCENT is 100 times its ratio.

Metrics of learners have two levels. A question that groups or filters by school counts learners at each school: whoever
changes schools counts at both, with the days and absences there. Every other question counts each learner once in the
district: the days at all schools once, one grade level (that of the enrolment entered last, of several on one date that
at the school with the greater id), and one status. A day counts at one school: the primary one (`primarySchool`) if
that teaches on it, otherwise the one entered last. The learner is absent on it if the primary school says so; without
one, if every school that teaches on the day and reported on it marked an absence. A school has reported if it sent
anything of anybody that day; under positive attendance, if a mark of the learner says something of the day. Where they
say different parts of the day, the smallest counts. Tardies and partials count once a day. A learner is graded once in
a grading period and subject, and is on track or not by the grades of all schools. Peers are counted by the days, and
those statuses, that count at schools and grade levels with participants. Reporting, timeliness and instructional days
are those of the schools at both levels. `level` on the question asks for the other level, and `explain` says which one
is read. What `n` counts, which rows there are and on which day today is say
[the queries](queries.md#which-rows-there-are); the [rules](#rules) at the end decide the cases of each metric.

Metrics with the dimension `partnership_kind` are of whole partnerships. Whoever may see a partnership, or one of its
districts, sees them; what comes from fewer learners than the minimum n is hidden from whoever may not see all of its
districts. A partnership counts under each of its districts and kinds of partner, and once in a total. It has a value in
every bucket from its proposal to its closing.
"""


_RULES_INTRODUCTION = """What decides a real case, so that everybody who has the events can recompute every number. Each
metric names the rules that it is counted by; each rule stands beside the code that decides by it.
"""


def _kpi_section(metric: Metric) -> list[str]:
    return [
        f"## {metric.name}",
        "",
        f"{metric.label}. {metric.description}",
        "",
        f"- formula: {metric.formula}",
        f"- rules: {', '.join(map(_link, rules_of(metric)))}",
        f"- unit, kind: {metric.unit}, {metric.kind}",
        f"- source: {metric.source}",
        f"- dimensions: {', '.join(metric.dimensions)}",
        f"- granularities: {', '.join(metric.granularities)}",
        *([f"- deprecated: {metric.deprecation_reason}"] if metric.deprecation_reason else []),
        "",
    ]


def _rules_section() -> Iterator[str]:
    """Every rule once, in the order in which metrics name them."""
    yield from ("## Rules", "", _RULES_INTRODUCTION)
    for rule in dict.fromkeys(rule for metric in METRICS.values() for rule in rules_of(metric)):
        yield from (f"### {rule.name}", "", rule.text, "", f"Decided in `{rule.function}`.", "")


def _link(rule: StatedRule) -> str:
    anchor = re.sub(r"[^a-z0-9 ]", "", rule.name.lower()).replace(" ", "-")
    return f"[{rule.name.lower()}](#{anchor})"


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are not current; the exit code says whether there are any."""
    if arguments == ["--check"]:
        wrong = outdated(ROOT, generated())
        if wrong:
            print("not current, run `make docs`:", *wrong, sep="\n  ", file=sys.stderr)
        return int(bool(wrong))
    write(ROOT, generated())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
