"""The event catalogue and the files generated from it."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from services.cli.catalogue import CONTRACTS, ROOT, generated, outdated, write
from services.cli.events_page import events_page
from services.contracts import facts
from services.contracts.catalogue import EVENT_TYPES, LEARNER_TYPES, PARTNERSHIP_TYPES, examples_of, schema_of
from services.contracts.decode import decode, decode_any, decode_partnership
from services.contracts.events import LearnerEvent
from services.contracts.examples import DATA
from services.contracts.examples_partnerships import STORY, WITHDRAWN_PROPOSAL
from services.contracts.facts import Policy
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.primitives import HealthWeight
from services.contracts.rejection import PARTNERSHIP_CODES, Rejected
from services.core.kpis import DIMENSIONS, METRICS, PARTNERSHIP
from services.core.partnerships.evidence import digest_of
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check
from services.query.counting_rules import rules_of
from tests.contracts.bad_events import NOW, written

EXAMPLES = [
    pytest.param(name, example, id=f"{name} {index}")
    for name in EVENT_TYPES
    for index, example in enumerate(examples_of(name))
]
CALENDAR, POLICY = "tandem.calendar.published.v1", "tandem.policy.adopted.v1"


def test_every_type_of_the_unions_has_a_schema_and_an_example() -> None:
    learners, partnerships = (
        {struct.__struct_config__.tag for struct in get_args(union)} for union in (LearnerEvent, PartnershipEvent)
    )
    assert set(LEARNER_TYPES) == learners == set(DATA)
    assert set(PARTNERSHIP_TYPES) == partnerships == {event["type"] for event in (*STORY, WITHDRAWN_PROPOSAL)}
    assert set(EVENT_TYPES) == learners | partnerships
    for name in EVENT_TYPES:
        assert examples_of(name)
        assert schema_of(name)["properties"]["type"] == {"enum": [name]}


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_decodes_and_validates_against_its_schema(name: str, example: dict[str, Any]) -> None:
    decoder = decode if name in LEARNER_TYPES else decode_partnership
    assert decoder(written(example), NOW).__struct_config__.tag == name
    assert decode_any(written(example), NOW) == decoder(written(example), NOW)
    _validator(name).validate(example)


def test_the_examples_of_partnership_events_are_a_story_each_event_of_which_may_follow() -> None:
    partnership: Partnership | None = None
    for example in STORY:
        event = decode_partnership(written(example), NOW)
        check(partnership, event)
        partnership = fold(partnership, event)
    assert partnership is not None
    assert partnership.version == len(STORY)
    for story in partnership.stories.values():
        evidence = story.published
        assert evidence.digest == digest_of(evidence.question, evidence.value, evidence.n, evidence.as_of)
    questions = [goal.last.question for goal in partnership.goals.values()]
    questions += [story.published.question for story in partnership.stories.values()]
    assert {question.metric for question in questions} <= set(METRICS)
    assert {dimension for question in questions for dimension, _ in question.where} <= set(DIMENSIONS)


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_names_of_modules_are_in_no_schema(name: str) -> None:
    assert "services." not in json.dumps({**schema_of(name), "$id": "", "description": ""})


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_a_schema_is_valid_and_refuses_what_the_struct_refuses(name: str) -> None:
    validator = _validator(name)
    validator.check_schema(validator.schema)
    example = examples_of(name)[0]
    for member in ("specversion", "id", "source", "type", "time", "partitionkey", "data"):
        assert not validator.is_valid({key: value for key, value in example.items() if key != member})
    assert not validator.is_valid({**example, "data": []})
    assert not validator.is_valid({**example, "type": "tandem.other.v1"})


@pytest.mark.parametrize("name", [name for name in LEARNER_TYPES if name.endswith(".retracted.v1")])
def test_a_retraction_carries_the_natural_key_and_nothing_else(name: str) -> None:
    (example, *_) = examples_of(name)
    recorded = next(
        event_type for event_type in LEARNER_TYPES.values() if event_type.name.split(".")[:-2] == name.split(".")[:-2]
    )
    words = " ".join(recorded.natural_key or ()).split()
    assert recorded.natural_key == EVENT_TYPES[name].natural_key
    assert all(member in words or member == "learners" for member in example["data"])


def test_the_committed_files_are_current() -> None:
    """The SDL is checked with the API's own tests."""
    ours = {path: text for path, text in generated().items() if path.suffix != ".graphql"}
    assert outdated(ROOT, ours) == []


def test_a_file_that_differs_is_missing_or_is_left_over_is_named(tmp_path: Path) -> None:
    files = {CONTRACTS / "schemas" / "a.json": "{}", Path("docs/a.md"): "a", Path("docs/b.md"): "b"}
    write(tmp_path, files)
    assert outdated(tmp_path, files) == []
    (tmp_path / "docs/a.md").write_text("changed")
    (tmp_path / "docs/b.md").unlink()
    (tmp_path / CONTRACTS / "schemas" / "gone.json").write_text("{}")
    assert outdated(tmp_path, files) == ["docs/a.md", "docs/b.md", "services/contracts/schemas/gone.json"]


def test_the_catalogues_name_every_type_metric_and_dimension() -> None:
    files = generated()
    events, kpis = files[Path("docs/events.md")], files[Path("docs/kpis.md")]
    document = json.loads(files[Path("docs/asyncapi.json")])
    assert all(f"\n## {name}\n" in kpis for name in METRICS)
    assert all(f"| `{name}` |" in kpis for name in DIMENSIONS)
    assert all(f"\n## {name}\n" in events for name in EVENT_TYPES)
    assert {message["name"] for message in document["components"]["messages"].values()} >= set(EVENT_TYPES)
    assert [channel["address"] for channel in document["channels"].values()] == [
        "learner-events", "learner-events-dlq", "partnership-events", "partnership-events-dlq",
    ]  # fmt: skip


def test_every_metric_names_the_rules_that_it_is_counted_by() -> None:
    """At least one besides those that all of them share."""
    kpis = generated()[Path("docs/kpis.md")]
    shared = {
        of_partnerships: set.intersection(
            *(
                {rule.name for rule in rules_of(metric)}
                for metric in METRICS.values()
                if (metric.family == PARTNERSHIP) is of_partnerships
            )
        )
        for of_partnerships in (False, True)
    }
    for metric in METRICS.values():
        rules = {rule.name for rule in rules_of(metric)}
        assert rules > shared[metric.family == PARTNERSHIP], metric.name
        assert all(f"\n### {name}\n" in kpis for name in rules), metric.name
    headings = {re.sub(r"[^a-z0-9 ]", "", name.lower()).replace(" ", "-") for name in re.findall(r"\n### (.*)\n", kpis)}
    assert set(re.findall(r"\]\(#([^)]*)\)", kpis)) == headings | {"rules"}
    rules_by_metric = {
        "chronic_absence_rate": {"Which mark of a day stands", "Absent in the district", "Peers"},
        "reporting_completeness": {"Reported days", "Days of school"},
        "dosage_hours": {"Minutes in the partnership itself", "Participants so far"},
        "engagement_minutes": {"Minutes of engagements", "Where an engagement counts"},
        "checkin_adherence": {"Check-ins that bind", "Day of a check-in", "Held on time"},
        "investment_total": {"Contributions", "Worth of a contribution", "Rates of contributions"},
        "health_data": {"Scores of health", "Part evidence", "Value of a goal"},
    }
    for name, rules in rules_by_metric.items():
        assert rules <= {rule.name for rule in rules_of(METRICS[name])}, name


def test_every_member_of_the_policy_that_counts_facts_is_named_by_a_rule() -> None:
    asked_only = {"version", "minimum_n", "valuations", "health_weights"}
    texts = " ".join(rule.text for metric in METRICS.values() for rule in rules_of(metric))
    members = {field.encode_name for field in msgspec.structs.fields(Policy) if field.name not in asked_only}
    assert {name for name in members if name not in texts} == set()


def test_the_asyncapi_document_has_each_message_in_the_channel_of_its_topic_and_all_it_refers_to() -> None:
    document = json.loads(generated()[Path("docs/asyncapi.json")])
    messages, channels = document["components"]["messages"], document["channels"]
    for name, types in (("learnerEvents", LEARNER_TYPES), ("partnershipEvents", PARTNERSHIP_TYPES)):
        assert {messages[message]["name"] for message in channels[name]["messages"]} == set(types)
    referred = {operation["channel"]["$ref"].rpartition("/")[2] for operation in document["operations"].values()}
    assert referred == set(channels)


def test_the_page_of_events_says_what_partnership_events_are_and_why_one_may_not_follow() -> None:
    page = generated()[Path("docs/events.md")]
    assert page.count("No natural key") == len(PARTNERSHIP_TYPES)
    assert all(f"\n- `{code}`: " in page for code in PARTNERSHIP_CODES)
    assert all(topic in page for topic in ("`learner-events`", "`partnership-events`", "`partnership-events-dlq`"))
    assert all(f"| `{member}` |" in page for member in ("expectedversion", "requestdigest"))


def test_a_schema_describes_the_envelope_of_its_topic() -> None:
    assert schema_of(CALENDAR)["properties"]["partitionkey"]["description"] == "The district's id."
    members = schema_of("tandem.goal.set.v1")["properties"]
    assert members["partitionkey"]["description"] == "The partnership's id."
    assert all("description" in members[name] for name in ("expectedversion", "requestdigest"))


@pytest.mark.parametrize(("weights", "valid"), [({"data": 2}, True), ({"luck": 2}, False), ({"data": 101}, False)])
def test_the_schema_of_a_policy_knows_the_weights_of_health(weights: dict[str, float], valid: bool) -> None:
    (event, *_) = examples_of(POLICY)
    event["data"] = {**event["data"], "healthWeights": weights}
    assert _validator(POLICY).is_valid(event) == valid
    if valid:
        decode(written(event), NOW)
    else:
        with pytest.raises(Rejected):
            decode(written(event), NOW)


def test_an_example_of_a_policy_has_valuations_and_weights() -> None:
    assert any(example["data"].keys() >= {"valuations", "healthWeights"} for example in examples_of(POLICY))
    weights = schema_of(POLICY)["$defs"]["Policy"]["properties"]["healthWeights"]["propertyNames"]["enum"]
    assert weights == list(get_args(HealthWeight))


def test_the_schemas_of_the_asyncapi_document_are_there() -> None:
    files = generated()
    messages = json.loads(files[Path("docs/asyncapi.json")])["components"]["messages"].values()
    references = [message["payload"]["schema"]["$ref"] for message in messages if "schema" in message["payload"]]
    assert len(references) == len(EVENT_TYPES)
    assert {(ROOT / "docs" / reference).resolve() for reference in references} <= {
        (ROOT / path).resolve() for path in files
    }


def test_an_example_can_be_changed_without_changing_the_catalogue() -> None:
    examples_of(CALENDAR)[0]["data"]["days"].clear()
    assert examples_of(CALENDAR)[0]["data"]["days"]


def test_the_shown_defaults_are_those_of_the_struct() -> None:
    policy = schema_of(POLICY)["$defs"][facts.Policy.__name__]["properties"]
    assert policy["passMark"]["default"] == 70
    assert schema_of(CALENDAR)["title"] == CALENDAR


def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        schema_of(name), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_every_member_of_a_policy_is_explained() -> None:
    members = schema_of("tandem.policy.adopted.v1")["$defs"]["Policy"]["properties"]
    explained = {name for name, member in members.items()
                 if any("description" in variant for variant in (member, *member.get("anyOf", ())))}  # fmt: skip
    assert explained == members.keys()


def test_the_page_says_how_many_marks_a_roll_may_have() -> None:
    assert "| `marks` | array of up to 5,000 Mark | yes |" in events_page()
