"""Each role × each way in × own, foreign and missing: the own by the table, and the foreign like the missing."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLObjectType

from schema import SCHEMA, Context
from schema.common import ids
from schema.permissions import MUTATIONS, NODES, QUERIES, SUBSCRIPTIONS, operations_of
from services.commands.partnership_commands import PartnershipCommands
from services.contracts import facts
from services.contracts.data_agreements import Recipient, SharingAgreement
from services.core.access import ANONYMOUS, DEVELOPMENT, Operation, Principal, Role
from services.core.access.table import Verdict, rule_of
from services.exports.export_service import ExportService
from services.log.port import LogError
from services.query.data_quality.data_health import DataMonitor
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.query.saved_queries.repository import SavedQueries
from tests.access.counting import Counting
from tests.access.people import FOREIGN, MISSING, ORGANISATIONS, OWN, PARTNERSHIPS, PEOPLE, SCHOOLS
from tests.commands.mutations import EXAMPLES
from tests.partnerships.support import DAY, INPUTS, SECRETS, World, activate, propose, question, running, students
from tests.support.graphql_schema import GRAPHQL_SCHEMA

PAGING = {"first", "after", "last", "before"}
ROWS = "{ rows { totalCount nodes { keys { value label } values { value n } } } totals { values { value } } }"


def metric_query(metric: str, by: str, dimension: str = "", value: str = "%(district)s") -> str:
    where = f'where: {{dimension: {{name: "{dimension or by}", is: {{eq: "{value}"}}}}}}, '
    names = f'metrics: [{{metric: {{name: "{metric}"}}}}], groupBy: ["{by}"], totals: true, '
    return f"{{{names}{where}time: {{schoolYear: 2026}}}}"


LEARNERS = metric_query("enrolled_learners", "district")
PARTICIPANTS = metric_query("enrolled_learners", "partnership", value="%(partnership)s")
STATES = metric_query("vision_alignment", "partnership", value="%(partnership)s")
FIND = 'search: "%(district)s"'
CASES: dict[str, tuple[str, Operation]] = {
    "metricQuery of learners": (f"{{ metricQuery(query: {LEARNERS}) {ROWS} }}", Operation.READ_LEARNER_METRICS),
    "metricQuery of participants": (f"{{ metricQuery(query: {PARTICIPANTS}) {ROWS} }}", Operation.READ_LEARNER_METRICS),
    "metricQuery of states": (f"{{ metricQuery(query: {STATES}) {ROWS} }}", Operation.READ_PARTNERSHIP_METRICS),
    "explain": (f"{{ explain(query: {LEARNERS}) {{ cost {{ requested }} steps }} }}", Operation.READ_CATALOGUE),
    "dimensions": (
        f"{{ dimensions {{ values({FIND}) {{ totalCount nodes {{ value label }} }} }} }}",
        Operation.READ_CATALOGUE,
    ),
    "districts": (f"{{ districts({FIND}) {{ totalCount nodes {{ districtId }} }} }}", Operation.READ_DIRECTORY),
    "schools": ('{ schools(district: "%(district)s") { totalCount nodes { schoolId } } }', Operation.READ_DIRECTORY),
    "partnership": ('{ partnership(id: "%(partnershipId)s") { name } }', Operation.READ_PARTNERSHIPS),
    "partnerships": (
        '{ partnerships(where: {search: "%(partnership)s"}) { totalCount nodes { name } } }',
        Operation.READ_PARTNERSHIPS,
    ),
    "attention": (
        '{ attention(districts: ["%(district)s"]) { totalCount nodes { kind } } }',
        Operation.READ_PARTNERSHIPS,
    ),
    "consortium": ('{ consortium(districts: ["%(district)s"]) { capacity } }', Operation.READ_PARTNERSHIPS),
    "node District": ('{ node(id: "%(districtId)s") { id } }', Operation.READ_DIRECTORY),
    "node School": ('{ node(id: "%(schoolId)s") { id } }', Operation.READ_DIRECTORY),
    "node Partnership": ('{ node(id: "%(partnershipId)s") { id } }', Operation.READ_PARTNERSHIPS),
    "nodes": ('{ nodes(ids: ["%(districtId)s", "%(partnershipId)s"]) { id } }', Operation.READ_PARTNERSHIPS),
    "memberStory": ('{ memberStory(id: "%(storyId)s") { story { title } } }', Operation.READ_PARTNERSHIPS),
    "dataSharingAgreements": (
        '{ dataSharingAgreements(district: "%(district)s") { totalCount nodes { title } } }',
        Operation.READ_AGREEMENTS,
    ),
    "dataSharingDistricts": ("{ dataSharingDistricts { districtId } }", Operation.SIGN_FOR_DISTRICT),
    "node DataSharingAgreement": ('{ node(id: "%(agreementId)s") { id } }', Operation.READ_AGREEMENTS),
    "dataHealth": ("{ dataHealth { districts { districtId } refused { districtId } } }", Operation.READ_DATA_HEALTH),
    "dataQuality": ("{ dataQuality { waiting { district count } } }", Operation.READ_DATA_QUALITY),
    "metricChanged": (f"subscription {{ metricChanged(query: {LEARNERS}) {ROWS} }}", Operation.READ_LEARNER_METRICS),
    "partnershipChanged": (
        'subscription { partnershipChanged(id: "%(partnershipId)s") { name } }',
        Operation.READ_PARTNERSHIPS,
    ),
}
"""Documents with places for the ids of a tenant, and the line of the table that decides whether there is anything."""
TRIED_ELSEWHERE = {
    "saveQuery", "deleteSavedQuery", "startExport", "draftDataSharingAgreement", "signDataSharingAgreement",
    "endDataSharingAgreement",
}  # fmt: skip
"""Mutations of no partnership: tests/graphql/test_saved_queries.py, tests/exports, tests/commands."""
WRITERS = (Role.DISTRICT_ADMIN, Role.PARTNER, Role.COORDINATOR, Role.SCHOOL_LEADER)
ELSEWHERE = {
    "metrics": "the catalogue is for everybody",
    "viewer": "tests/partnerships/test_viewer.py",
    "story": "what is for everybody: tests/partnerships/test_published_stories.py",
    "stories": "the same",
    "savedQuery": "tests/graphql/test_saved_queries.py, and below",
    "savedQueries": "the same",
    "runSavedQuery": "the same",
    "export": "below",
}
"""Fields of the root that no document of `CASES` asks for, and what tests them."""


def names_of(district: str) -> dict[str, str]:
    own = PARTNERSHIPS[district]
    return {
        "district": district,
        "partnership": own,
        "school": SCHOOLS[district],
        "districtId": ids.encode("District", district),
        "schoolId": ids.encode("School", district, SCHOOLS[district]),
        "partnershipId": ids.encode("Partnership", own),
        "agreementId": ids.encode("DataSharingAgreement", district, "terms"),
        "storyId": ids.encode("Story", own, "told"),
    }


@dataclass
class Tandem:
    """One process over the world: what it keeps in memory is shared by all who ask."""

    world: World
    reads: Counting
    queries: QueryEngine
    exports: ExportService

    def context(self, principal: Principal) -> Context:
        store: Any = self.reads
        partnerships = PartnershipService(store, self.queries, self.world.clock, self.queries.reference)
        commands = PartnershipCommands(self.world.log, store, SECRETS, partnerships, self.world.clock, 0.0)
        health = DataMonitor(self.world.log, store, self.world.clock, self.queries.reference)
        saved = SavedQueries(store, self.world.clock)
        return Context(principal, self.queries, partnerships, commands, saved, self.exports, data_health=health)

    async def ask(self, principal: Principal, document: str, district: str, **variables: Any) -> tuple[str, list[str]]:
        """The answer as text in which the tenant's own ids are called by what they are, and what was read for it."""
        self.reads.reads.clear()
        text, context = document % names_of(district), self.context(principal)
        if text.startswith("subscription"):
            followed = await SCHEMA.subscribe(text, context_value=context)
            result: Any = await anext(followed) if hasattr(followed, "__anext__") else followed
        else:
            result = await SCHEMA.execute(text, variable_values=variables, context_value=context)
        answer = json.dumps({"data": result.data, "errors": [dict(error.formatted) for error in result.errors or []]})
        for name, value in names_of(district).items():
            answer = answer.replace(value, f"<{name}>")
        return answer, sorted(self.reads.reads)


class Shut:
    """A log that takes nothing, so that a command that is allowed changes nothing either."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, *_: Any) -> Any:
        raise LogError("shut")


@asynccontextmanager
async def tandem(folder: Path) -> AsyncIterator[Tandem]:
    async with running(folder) as world:
        for district in (OWN, FOREIGN):
            await world.tell(_school(district), district)
            own = PARTNERSHIPS[district]
            partners = [{"id": ORGANISATIONS[district], "name": "Partner", "kind": "HOSPITAL"}]
            await propose(world, own, district, partners=partners, name=f"Lab of {own}")
            await activate(world, own)
            await world.say("setCapacity", {"places": 20, "date": "2025-09-01"}, own)
            await world.place(students(12), district, own)
            await world.settled()
            await world.tell([_agreement(district)], district)
            await world.say("raiseChallenge", {"challenge": "bus", "text": "No bus.", "date": str(DAY)}, own)
            story = {"story": "told", "title": "More", "text": "T", "question": question(), "consent": True}
            await world.say("publishStory", {**story, "audience": "PARTNERS"}, own)
        store = Counting(world.store)
        queries = QueryEngine(store, world.clock)
        async with ExportService(queries, folder / "exports") as exports:
            yield Tandem(world, store, queries, exports)


def _agreement(district: str) -> SharingAgreement:
    recipient = Recipient(kind="partner", id=ORGANISATIONS[district])
    days = {"begin": date(2026, 1, 1), "end": date(2026, 6, 30), "destruction": date(2026, 12, 31)}
    return SharingAgreement(
        agreement="terms", title="T", recipient=recipient, purpose="P", families=("attendance",), schools=(), **days
    )


def _school(district: str) -> list[facts.Data]:
    first = DAY - timedelta(days=180)
    days = [first + timedelta(days=number) for number in range(200)]
    school = SCHOOLS[district]
    return [
        facts.District(name=f"The {district}"),
        facts.School(school=school, name=f"School of {district}", grade_levels=("Ninth grade",)),
        facts.Calendar(
            school=school,
            school_year=2026,
            days=tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in days if day.weekday() < 5),
        ),
        facts.Enrollment(school=f"{school}-undescribed", learner="lost", entry_date=first, grade_level="Ninth grade"),
        *(
            facts.Enrollment(school=school, learner=pupil, entry_date=first, grade_level="Ninth grade")
            for pupil in students(12)
        ),
    ]


def is_shown(case: str, role: Role) -> bool:
    """By the table whether a role is shown anything of its own."""
    operation = CASES[case][1]
    own = rule_of(role, operation).own
    if case == "metricQuery of participants":
        return own is not Verdict.NO
    if case == "dataHealth":
        return Verdict.YES in (own, rule_of(role, Operation.READ_REFUSALS).own) and role is not Role.PUBLISHER
    if case in ("explain", "dimensions"):
        return rule_of(role, Operation.READ_DIRECTORY).own is Verdict.YES or role is Role.PARTNER
    if case == "consortium":
        return own is Verdict.YES
    return own is Verdict.YES


async def test_everybody_reads_their_own_by_the_table_and_nothing_tells_the_foreign_from_the_missing(
    tmp_path: Path,
) -> None:
    wrong: list[str] = []
    async with tandem(tmp_path) as process:
        await process.ask(DEVELOPMENT, CASES["partnerships"][0], OWN)  # reference data are read once
        for role, principal in PEOPLE.items():
            for case, (document, _) in CASES.items():
                missing, missing_reads = await process.ask(principal, document, MISSING)
                own, _ = await process.ask(principal, document, OWN)
                foreign, foreign_reads = await process.ask(principal, document, FOREIGN)
                if (foreign, foreign_reads) != (missing, missing_reads) and "%(" in document:
                    wrong.append(
                        f"{role}: {case}: foreign {foreign} {foreign_reads}, missing {missing} {missing_reads}"
                    )
                shown = own != missing if "%(" in document else OWN in own or "<district>" in own
                if case not in ("explain", "dimensions") and shown is not is_shown(case, role):
                    wrong.append(f"{role}: {case}: {'shown' if shown else 'hidden'}: {own}")
                if role is not Role.OPERATOR and (FOREIGN in own or "faraway" in own):
                    wrong.append(f"{role}: {case}: tells of the other tenant: {own}")
        wrong += [problem async for problem in _mutations(process)]
    assert wrong == [], "\n".join(wrong)


async def _mutations(process: Tandem) -> AsyncIterator[str]:
    """Allowed commands meet a log that takes nothing; who may not is told so, of a partnership that they see."""
    process.world.log = Shut(process.world.log)
    seeing = [role for role in Role if rule_of(role, Operation.READ_PARTNERSHIPS).own is Verdict.YES]
    for role, principal in ((role, PEOPLE[role]) for role in seeing):
        for name in sorted(set(EXAMPLES) - {"proposePartnership"}):
            given = {**EXAMPLES[name].given}
            given |= {"district": OWN} if "district" in given else {}
            document = (
                f'mutation($input: {INPUTS[name]}!) {{ {name}(partnership: "%(partnershipId)s", input: $input) '
                "{ status } }"
            )
            own, _ = await process.ask(principal, document, OWN, input=given)
            if role in WRITERS and (foreign := await process.ask(principal, document, FOREIGN, input=given)) != (
                await process.ask(principal, document, MISSING, input=given)
            ):
                yield f"{role}: {name}: the foreign is not as the missing: {foreign}"
            if ('"FORBIDDEN"' in own) is _is_allowed(role, name, given):
                yield f"{role}: {name}: {own}"


def _is_allowed(role: Role, name: str, given: dict[str, Any]) -> bool:
    operations = MUTATIONS[name]
    if Operation.ACT_FOR_DISTRICT in operations:
        operations = (Operation[f"ACT_FOR_{given['side']}"],) if "side" in given else operations
    if Operation.PUBLISH_TO_DISTRICT in operations:
        audience = {"PARTNERS": "PARTNERS", "PUBLIC": "EVERYBODY"}.get(given.get("audience", ""), "DISTRICT")
        operations = (Operation[f"PUBLISH_TO_{audience}"],)
    return any(rule_of(role, operation).own is Verdict.YES for operation in operations)


def _fields(kind: GraphQLObjectType | None) -> set[str]:
    assert kind is not None
    return set(kind.fields)


def test_each_field_of_the_root_has_a_line_in_the_table_and_a_case() -> None:
    schema = GRAPHQL_SCHEMA
    assert _fields(schema.query_type) == set(QUERIES)
    assert _fields(schema.mutation_type) == set(MUTATIONS)
    assert _fields(schema.subscription_type) == set(SUBSCRIPTIONS)
    asked_for = {case.split()[0] for case in CASES}
    assert asked_for | set(ELSEWHERE) == set(QUERIES) | set(SUBSCRIPTIONS)
    assert set(EXAMPLES) | TRIED_ELSEWHERE == set(MUTATIONS)
    for kind, fields in (("query", QUERIES), ("mutation", MUTATIONS), ("subscription", SUBSCRIPTIONS)):
        assert all(operations_of(kind, name) for name in fields)


def test_each_kind_of_node_has_a_line_in_the_table() -> None:
    node = GRAPHQL_SCHEMA.get_type("Node")
    kinds = {kind.name for kind in GRAPHQL_SCHEMA.get_possible_types(node)}  # type: ignore[arg-type]
    assert kinds == set(NODES)


def _arguments() -> Iterator[str]:
    for root in (GRAPHQL_SCHEMA.query_type, GRAPHQL_SCHEMA.subscription_type):
        for name, asked_for in (root.fields if root else {}).items():
            yield from (f"{name}.{argument}" for argument in set(asked_for.args) - PAGING)


TENANTS = {
    "attention.districts", "consortium.districts", "dataSharingAgreements.district", "districts.search",
    "explain.query", "export.id", "memberStory.id", "metricChanged.query", "metricQuery.query", "node.id",
    "nodes.ids", "partnership.id", "partnershipChanged.id", "partnerships.where", "runSavedQuery.id",
    "savedQueries.search", "savedQuery.id", "schools.district", "schools.search", "story.id",
}  # fmt: skip
"""Arguments that can name something of a tenant: the cases above use them."""
HARMLESS = {
    "attention.kinds", "consortium.asOf", "dataSharingAgreements.status", "partnership.asOf",
    "partnership.knownAt", "partnerships.orderBy", "runSavedQuery.asOf", "runSavedQuery.version",
    "savedQuery.version",
}  # fmt: skip


def test_each_argument_of_a_question_is_known_to_name_a_tenant_or_not() -> None:
    assert set(_arguments()) == TENANTS | HARMLESS


async def test_who_has_not_signed_in_gets_what_is_for_anybody_alone(tmp_path: Path) -> None:
    free = {
        "{ viewer { name kind permissions grants { role } until } }",
        "{ stories { totalCount } }",
        "{ __typename }",
    }
    async with running(tmp_path) as world:
        for document in free:
            data, errors = await world.ask(document, ANONYMOUS)
            assert (bool(data), errors) == (True, []), document
        for document, _ in CASES.values():
            if document.startswith("{"):
                _, errors = await world.ask(document % names_of(OWN), ANONYMOUS)
                assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"], document
        hidden = "{ ...F } fragment F on Query { ... on Query { districts { totalCount } } }"
        _, errors = await world.ask(hidden, ANONYMOUS)
        assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
        _, errors = await world.ask('mutation { deleteSavedQuery(id: "x") { id } }', ANONYMOUS)
        assert errors
