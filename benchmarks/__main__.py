"""`python -m benchmarks [NAME]`: run all benchmarks, or one."""

import sys

from benchmarks.big_cells import big_cells
from benchmarks.cluster import consume_marks, consume_rolls, marks_into_mongo, rolls_into_mongo, vs_bytewax, vs_quix
from benchmarks.dashboard import dashboard_first_view, dashboard_live_update
from benchmarks.events import consume_embedded, import_edfi
from benchmarks.hostile import hostile_documents
from benchmarks.queries import authenticated_query, kpi_table, trivial_query, trusted_document
from benchmarks.reference_data import reference_data

BENCHMARKS = {
    benchmark.__name__: benchmark
    for benchmark in (
        consume_embedded,
        import_edfi,
        kpi_table,
        trivial_query,
        authenticated_query,
        trusted_document,
        hostile_documents,
        big_cells,
        reference_data,
        consume_marks,
        consume_rolls,
        marks_into_mongo,
        rolls_into_mongo,
        vs_bytewax,
        vs_quix,
        dashboard_first_view,
        dashboard_live_update,
    )
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        print(f"# {' '.join((BENCHMARKS[name].__doc__ or '').split())}", flush=True)
        figure = BENCHMARKS[name]()
        print(*(f"#   {note}" for note in figure.notes), figure.line(name), sep="\n", flush=True)
    return 0


sys.exit(main(sys.argv[1:]))
