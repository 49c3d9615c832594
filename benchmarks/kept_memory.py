"""`python -m benchmarks.kept_memory`: bytes that a parsed document keeps in the cache, by tracemalloc."""

import asyncio
import gc
import tracemalloc

from schema import SCHEMA
from schema.execution.document_cache import KEPT, KEPT_TOKENS, KnownDocuments

CONDITION = '{dimension: {name: "school", is: {eq: "a"}}} '
TEXT = (
    'query Q { metricQuery(query: {metrics: [{metric: {name: "absences"}}], time: {schoolYear: 2011}, '
    f"where: {{or: [{CONDITION * 190}]}}}}) {{ asOf }} }}"
)


async def main() -> None:
    documents = KnownDocuments(SCHEMA)
    await documents.schema_for("{ __typename }")
    gc.collect()
    tracemalloc.start()
    await documents.schema_for(TEXT)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    print(f"{len(TEXT)} characters keep {size} bytes; at most {KEPT} documents of {KEPT_TOKENS} tokens are kept")


asyncio.run(main())
