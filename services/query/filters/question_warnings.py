"""Warnings about values in the question of a goal or story that the data of its partnership do not have."""

from datetime import date

from services.contracts import partnerships as said
from services.core.access import Principal
from services.core.partnerships.partnership import Partnership
from services.query.cooperative import run_in_thread_if_large
from services.query.directory.directory import Directory
from services.query.directory.viewer import Viewer
from services.query.filters.warnings import MAX_WARNINGS, FilteredValue, warnings_of
from services.query.model.answers import FilterWarning
from services.query.results.dimension_values import known_values
from services.store.port import Reader

PLACE = "the partnership's districts have"


async def question_warnings(
    store: Reader,
    directory: Directory,
    principal: Principal,
    partnership: Partnership,
    question: said.Question,
    day: date,
) -> tuple[FilterWarning, ...]:
    """Of those of its districts that the principal may see; none to somebody who may see none of them."""
    districts = frozenset(one for one in partnership.districts if principal.sight.sees_learners((one,)))
    filtered = _values_in(question)
    if not districts or not filtered:
        return ()
    reader = Principal(principal.name, districts, frozenset({partnership.id}))
    viewer = Viewer(reader, directory.seen_by(reader), day)
    values = {name: await known_values(name, viewer, store) for name, _ in question.where}
    compared = min(len(filtered), MAX_WARNINGS) * sum(map(len, values.values()))
    return await run_in_thread_if_large(compared, warnings_of, filtered, values, PLACE)


def _values_in(question: said.Question) -> list[FilteredValue]:
    return [
        FilteredValue(f"question.where[{condition}].values[{index}]", dimension, value)
        for condition, (dimension, values) in enumerate(question.where)
        for index, value in enumerate(values)
    ]
