"""Cases of learners of several schools: each gives the value that people of this job said is right, on both stores."""

from dataclasses import replace

import pytest

from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.query.model.query_error import QueryError
from services.query.model.question import Level, MetricQuery, MetricRef
from services.store.port import Store
from tests.acceptance.cases import DAYS, YEAR, numbers, rows, told

CHRONIC = ("enrolled_learners", "eligible_learners", "chronic_learners", "chronic_absence_rate", *DAYS[1:])


async def test_transfer_within_a_district(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("transfer-within-a-district", "910001", log, store, secrets)
    assert await rows(engine, CHRONIC) == {(): [2, 2, 2, 100, 354, 70]}
    by_school = await rows(engine, CHRONIC[1:3], "school")
    assert by_school == {("S1",): [2, 2], ("S2",): [2, 0]}
    question = MetricQuery(tuple(map(MetricRef, CHRONIC)), YEAR, group_by=("school",), totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert answer.totals is not None
    assert numbers(answer.totals) == [2, 2, 2, 100, 354, 70]
    added_up = await engine.answer(DEVELOPMENT, replace(question, group_by=(), level=Level.SCHOOL))
    assert numbers(added_up.rows[0])[:3] == [4, 4, 2]
    with pytest.raises(QueryError, match="there are no schools") as refused:
        await engine.answer(DEVELOPMENT, replace(question, level=Level.DISTRICT))
    assert refused.value.path == "query.level"


async def test_dosage_of_a_learner_who_moves(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("dosage-of-a-learner-who-moves", "980002", log, store, secrets)
    assert await rows(engine, ("dosage_hours", "engaged_learners"), "partnership") == {("tut",): [10, 1]}


async def test_second_school(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("second-school", "920017", log, store, secrets)
    assert await rows(engine, ("members", *DAYS, "attendance_rate")) == {(): [1, 1, 10, 1, 90]}
    assert await rows(engine, ("attendance_rate",), "school") == {("92001701",): [90], ("92001702",): [100]}
