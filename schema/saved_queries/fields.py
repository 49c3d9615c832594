"""What can be asked of saved queries, and done with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Annotated

import strawberry
from strawberry import UNSET

from schema.common import ids
from schema.common.fields import resolver
from schema.common.paging import After, Before, Connection, First, GlobalId, Last, bounds, connection
from schema.context import Info
from schema.metrics import inputs
from schema.metrics.convert import metric_query
from schema.metrics.question_json import from_json, to_json
from schema.metrics.result import MetricResult, result
from schema.partnerships.convert import given
from schema.partnerships.mutation_factory import Expected, IdempotencyKey
from schema.saved_queries.saved_query import SavedQuery, Sharing, saved_query
from services.query.model.query_error import ErrorCode, QueryError
from services.query.saved_queries import saved_query as stored

Version = Annotated[int | None, strawberry.argument(description="Which version; absent: the newest.")]


@strawberry.input(description="A question to keep.")
class SavedQueryInput:
    id: strawberry.ID | None = strawberry.field(
        description="Of the saved query that this is a new version of; absent: a new one is made.", default=UNSET
    )
    name: str = strawberry.field(description="The name under which the query is saved.")
    description: str = strawberry.field(description="What it is for.", default="")
    query: inputs.MetricQuery = strawberry.field(description="The metric query to save.")
    share: Sharing = strawberry.field(description="Who sees it beside you.", default=Sharing.PRIVATE)


@strawberry.type
class SavedQuestions:
    """Fields of the root."""

    @resolver("The saved queries that you may see, by name.")
    async def saved_queries(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="Only those with this text in their name, description or id, whatever the case and accents."
            ),
        ] = UNSET,
        first: First = 50,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[SavedQuery]:
        context, part = info.context, bounds(first, after, last, before, default=50)
        page = await context.saved.page(
            context.principal, ids.searched(search or None), part.size, part.after, part.end
        )
        return connection(page, saved_query)

    @resolver("A saved query; null when there is none that you may see, or it has no such version.")
    async def saved_query(self, info: Info, global_id: GlobalId, version: Version = UNSET) -> SavedQuery | None:
        saved = await _find(info, global_id, given(version))
        return saved_query(saved) if saved else None

    @resolver("The answer to a saved query, over what you yourself may see.")
    async def run_saved_query(
        self,
        info: Info,
        global_id: GlobalId,
        version: Version = UNSET,
        as_of: Annotated[
            date | None, strawberry.argument(description="Read nothing later than this day; absent: as it was saved.")
        ] = UNSET,
    ) -> MetricResult:
        saved = await _find(info, global_id, given(version))
        if saved is None:
            raise QueryError(ErrorCode.NOT_FOUND, "id", "there is no saved query of this id that you may see")
        question = metric_query(from_json(info.schema, saved.query))
        if day := given(as_of):
            question = replace(question, as_of=day)
        return result(await info.context.queries.answer(info.context.principal, question), question)


async def save_query(
    info: Info,
    input: Annotated[  # noqa: A002 - the name of the argument in the API
        SavedQueryInput, strawberry.argument(description="The query to save, with its name and its readers.")
    ],
    expected_version: Expected = UNSET,
    idempotency_key: IdempotencyKey = UNSET,
) -> SavedQuery:
    with _within_input():
        own = ids.decode_as("SavedQuery", input.id) if input.id else None
        draft = stored.SavedQueryDraft(
            name=input.name,
            description=input.description,
            sharing=stored.Sharing[input.share.name],
            question=metric_query(input.query),
            query=to_json(input.query),
        )
        saved = await info.context.saved.save(
            info.context.principal, draft, own, given(expected_version), given(idempotency_key)
        )
    return saved_query(saved)


async def delete_saved_query(
    info: Info, global_id: GlobalId, expected_version: Expected = UNSET, idempotency_key: IdempotencyKey = UNSET
) -> strawberry.ID:
    own = ids.decode_as("SavedQuery", global_id)
    await info.context.saved.delete(info.context.principal, own, given(expected_version), given(idempotency_key))
    return global_id


@contextmanager
def _within_input() -> Iterator[None]:
    """The question is a member of the input here, so what is wrong with it is at `input.query…`; so are the others."""
    try:
        yield
    except QueryError as error:
        if error.path not in ("expectedVersion", "idempotencyKey"):
            error.path = f"input.{error.path}"
        raise


async def _find(info: Info, global_id: strawberry.ID, version: int | None) -> stored.SavedQuery | None:
    context = info.context
    return await context.saved.one(context.principal, ids.decode_as("SavedQuery", global_id), version)
