"""Cases of schools with several calendars: each gives the value that is right, on both stores."""

from datetime import UTC, date, datetime

from services.contracts.decode import encode
from services.contracts.events import ParticipationRecorded
from services.contracts.facts import Participation
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets, learner_key
from services.core.kpis import Granularity
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.query.model.question import DateSpan, MetricQuery, MetricRef
from services.store.port import Store
from tests.acceptance.cases import DAYS, applied, keys, numbers, rows, told

LEA = "920005"
OF_DAYS = ("member_days", "absences")


async def test_two_calendars(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    """The learner of the calendar KG is told apart by a partnership that only they take part in."""
    engine = await told("two-calendars", LEA, log, store, secrets)
    whole = ("enrolled_learners", *OF_DAYS, "instructional_days")
    assert await rows(engine, whole) == {(): [2, 18, 2, 10]}
    assert await rows(engine, DAYS, "school") == {("92000501",): [2, 18, 2]}
    assert (await engine.data_quality(DEVELOPMENT)).waiting == ()
    september = DateSpan(date(2025, 9, 1), date(2025, 9, 30))
    by_day = MetricQuery(tuple(map(MetricRef, OF_DAYS)), september, granularity=Granularity.DAY)
    days = {row.bucket: numbers(row) for row in (await engine.answer(DEVELOPMENT, by_day)).rows}
    assert sum(member for member, _ in days.values()) == 13
    assert days[date(2025, 9, 9)] == [1, 1]  # a day of KG alone
    joined = Participation(
        learner=learner_key(secrets.of(LEA), "71002"), partnership="kindergarten", start_date=date(2025, 7, 1)
    )
    said = ParticipationRecorded(
        specversion="1.0", id="1", source="/cases", time=datetime(2026, 7, 1, tzinfo=UTC), partitionkey=LEA, data=joined
    )
    await log.append(LEARNER_EVENTS, [NewRecord(LEA.encode(), encode(said))])
    engine = await applied(LEA, log, store, secrets)
    assert await rows(engine, OF_DAYS, "partnership") == {("kindergarten",): [8, 2]}
    question = MetricQuery(tuple(map(MetricRef, OF_DAYS)), september, group_by=("partnership",))
    answer = await engine.answer(DEVELOPMENT, question)
    assert {keys(row): numbers(row) for row in answer.rows} == {("kindergarten",): [8, 2]}
