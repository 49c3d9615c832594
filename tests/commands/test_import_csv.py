"""Participants from CSV files: what can be read is placed, what cannot is named by its line, never by its student."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from services.app.setting_errors import InvalidSetting
from services.cli import import_command
from services.commands.enrollment import Roster
from services.core.access import DEVELOPMENT
from services.ingest.participant_lines import NotParticipants
from services.ingest.participants import DECLINED, INCOMPLETE, Imported, WholeList, import_participants
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from tests.partnerships.support import D1, MAIN, World, opened, propose
from tests.support.commands import run

HEAD = "student_id,start_date,end_date,program,planned_hours\n"
SECRET = "S-7734"


async def imported(world: World, text: str, whole: WholeList | None = None) -> Imported:
    commands = world.context().commands
    return await import_participants(StringIO(text, newline=""), commands, DEVELOPMENT, MAIN, D1, whole)


BAD_HEADS = [
    'student_id,start_date,"notes\n',
    "",
    "\n",
    "a,b\n",
    "student_id\n",
    "start_date\n",
    "studentid,start_date\n",
    "student_id;start_date\n",
]
BAD_LINES = [
    (f"{SECRET},", "start_date"),
    (f"{SECRET},2026-02-30", "start_date"),
    (f"{SECRET},01/02/2026", "start_date"),
    (f"2026-02-01,{SECRET}", "start_date"),
    (f"{SECRET},2026-02-01,{SECRET}", "end_date"),
    (f"{SECRET},2026-02-01,2026-01-31", "end_date"),
    (f"{SECRET},2026-02-01,,,{SECRET}", "planned_hours"),
    (f"{SECRET},2026-02-01,,,nan", "planned_hours"),
    (f"{SECRET},2026-02-01,,,inf", "planned"),
    (f"{SECRET},2026-02-01,,,-1", "OUT_OF_RANGE"),
    (f"{SECRET},1800-02-01", "OUT_OF_RANGE"),
    (f"{SECRET},2026-02-01,,a\x07b,", "INVALID_FORMAT"),
    (",2026-02-01", "student_id"),
    ("  ,2026-02-01", "student_id"),
    ("lk_" + "0" * 32 + ",2026-02-01", "RESERVED_LEARNER_ID"),
    ("a,2026-02-01", "line 2"),
    ("\" a \",2026-02-01", "line 2"),
]  # fmt: skip


@pytest.mark.parametrize("head", BAD_HEADS)
async def test_a_file_without_the_columns_is_none_of_participants(world: World, head: str) -> None:
    with pytest.raises(NotParticipants, match="student_id"):
        await imported(world, head + f"{SECRET},2026-02-01\n" if head else "")
    assert await world.types() == ["partnership.proposed"]


@pytest.mark.parametrize(("line", "named"), BAD_LINES, ids=[str(number) for number in range(len(BAD_LINES))])
async def test_a_bad_line_is_named_by_its_number_and_the_others_are_placed(world: World, line: str, named: str) -> None:
    done = await imported(world, f"{HEAD}a,2026-02-01\n{line}\nb,2026-02-01\n")
    assert (done.changed, done.applied) == (2, True)
    assert [refusal.line for refusal in done.refused] == [3]
    assert named in done.refused[0].reason
    assert SECRET not in done.refused[0].reason
    assert await world.dead_letters() == []
    assert await world.types(LEARNER_EVENTS) == ["participation.recorded"] * 2


async def test_columns_in_any_order_and_case_with_a_mark_of_bytes_spaces_and_others(world: World) -> None:
    rows = '2026-02-01, "a ""quoted"",\nlong note" , "S,1"\r\n2026-02-02,,S2\r\n\r\n'
    text = f'\ufeffStart_Date , "Notes",STUDENT_ID\r\n{rows}'
    done = await imported(world, text)
    assert (done.changed, done.refused) == (2, [])
    starts = [event["data"]["startDate"] for event in await world.events(LEARNER_EVENTS)]
    assert starts == ["2026-02-01", "2026-02-02"]


async def test_lines_are_counted_as_an_editor_counts_them(world: World) -> None:
    done = await imported(world, f'{HEAD}a,2026-02-01,,"two\nlines"\n{SECRET},x\n')
    assert [refusal.line for refusal in done.refused] == [3, 4]  # a programme has no line break


@pytest.mark.parametrize("end", ["c,2026-02-01\n", "c,2026-02-01", "\n", ""])
@pytest.mark.parametrize("head", [HEAD, f"{HEAD[:-1]},notes\n"], ids=["of no column", "of another column"])
async def test_a_quote_that_is_never_closed_is_refused_where_nothing_reads_it(
    world: World, head: str, end: str
) -> None:
    done = await imported(world, f'{head}a,2026-02-01\nb,2026-02-01,,,,"so\n{end}')
    assert (done.changed, ["never closed" in refused.reason for refused in done.refused]) == (1, [True])


async def test_a_file_with_nobody_in_it_changes_nothing(world: World) -> None:
    done = await imported(world, HEAD)
    assert (done.changed, done.waitlisted, done.refused, done.applied) == (0, 0, [], True)


async def test_importing_again_changes_nothing(world: World) -> None:
    await world.say("setCapacity", {"places": 1, "date": "2025-09-01"})
    text = f"{HEAD}a,2026-02-01,2026-05-01,Lab,10\nb,2026-02-01\n"
    first, again = await imported(world, text), await imported(world, text)
    assert (first.changed, first.waitlisted) == (again.changed, again.waitlisted) == (1, 1)
    assert (await world.types())[2:] == ["participant.placed", "participant.waitlisted"]


LEFT = date(2026, 3, 2)
THREE = f"{HEAD}a,2026-02-01\nb,2026-02-01\nc,2026-02-01\n"


def whole_list(max_share: float = 1, *, confirmed: bool = True) -> WholeList:
    return WholeList(LEFT, lambda _: confirmed, max_share)


async def test_a_whole_list_releases_who_is_not_in_it_and_gives_their_places_to_others(world: World) -> None:
    await world.say("setCapacity", {"places": 2, "date": "2025-09-01"})
    assert (await imported(world, THREE)).waitlisted == 1
    text = f"{HEAD}a,2026-02-01\nd,2026-03-02\n"
    done = await imported(world, text, whole_list())
    assert (done.released, done.changed, done.waitlisted, done.failures) == (2, 2, 0, [])
    assert (await world.types())[-3:] == ["participant.released", "participant.released", "participant.placed"]
    ends = [event["data"].get("endDate") for event in await world.events(LEARNER_EVENTS)]
    assert ends == [None, None, "2026-03-01", None, None]
    again = await imported(world, text, whole_list())
    assert (again.changed, again.failures, len(await world.types())) == (2, [], 8)


@pytest.mark.parametrize(
    ("text", "whole", "failure"),
    [
        (f"{HEAD}a,2026-02-01\n", whole_list(0.6), "2 of 3 who wait or have a place, more than 60%"),
        (HEAD, whole_list(0.9), "3 of 3"),
        (f"{HEAD}a,2026-02-01\nb,never\n", whole_list(), INCOMPLETE),
        (f"{HEAD}a,2026-02-01\n1.5E+16,2026-02-01\n", whole_list(), INCOMPLETE),
        (f"{HEAD}a,2026-02-01\n", whole_list(confirmed=False), DECLINED),
        (f'{HEAD}a,2026-02-01,,"Lab\nb,2026-02-01\nc,2026-02-01\n', whole_list(), INCOMPLETE),
        (f'{HEAD[:-1]},notes\na,2026-02-01,,,,"so\nb,2026-02-01\nc,2026-02-01\n', whole_list(), INCOMPLETE),
        (f"{HEAD}a,2026-02-01,,,20000\n", whole_list(), INCOMPLETE),
        (f"{HEAD}a,2026-02-01\nd,1800-02-01\n", whole_list(), INCOMPLETE),
        (f"{HEAD}a,2026-01-15,2026-01-20\n", whole_list(), INCOMPLETE),
    ],
    ids=[
        "too many",
        "an empty file",
        "a line that cannot be read",
        "an id that cannot be read",
        "not confirmed",
        "a quote that is never closed swallows the others",
        "the same in a column that is not read",
        "hours that are refused when somebody is placed",
        "a day that is refused when somebody is placed",
        "an end before the place that was given earlier begins",
    ],
)
async def test_nobody_is_released(world: World, text: str, whole: WholeList, failure: str) -> None:
    await imported(world, THREE)
    done = await imported(world, text, whole)
    assert (done.released, [failure in failed_line for failed_line in done.failures]) == (0, [True])
    assert "participant.released" not in await world.types()


async def test_the_ends_of_those_who_were_released_are_recorded_though_the_import_was_cut_off(world: World) -> None:
    await imported(world, THREE)
    commands, roster = world.context().commands, Roster(MAIN, D1, ("a", "b"), LEFT)
    departures = await commands.departures(DEVELOPMENT, roster)
    assert (len(departures.learners), departures.unfinished, departures.known) == (1, (), 3)
    await commands.release_departed(DEVELOPMENT, roster, departures)
    later = await commands.departures(DEVELOPMENT, roster)
    assert (later.learners, later.unfinished, later.known) == ((), departures.learners, 2)
    await commands.release_departed(DEVELOPMENT, roster, later)
    assert (await world.types(LEARNER_EVENTS)).count("participation.recorded") == 5
    assert (await world.types()).count("participant.released") == 1


async def ready(folder: Path) -> None:
    """A data folder as the command line makes it, with one partnership in it."""
    async with opened(folder) as world, world.consumed():
        await propose(world)


def importing(folder: Path, content: bytes, *options: str) -> tuple[int, str]:
    path = folder / "participants.csv"
    path.write_bytes(content)
    options = options or ("--partnership", MAIN, "--district", D1)
    return run(folder, "import", "participations", str(path), *options)


async def types(folder: Path, topic: str) -> list[str]:
    async with opened(folder) as world:
        return await world.types(topic)


async def test_the_command_places_students_while_a_consumer_runs(tmp_path: Path) -> None:
    await ready(tmp_path)
    content = f"\ufeff{HEAD}a,2026-02-01\n{SECRET},never\nb,2026-02-01\n".encode()
    async with opened(tmp_path) as world, world.consumed():
        from asyncio import to_thread  # noqa: PLC0415

        code, output = await to_thread(importing, tmp_path, content)
    assert (code, "2 have a place, 0 wait for one, 1 refused" in output) == (1, True)
    assert "participants.csv:3: " in output
    assert SECRET not in output
    assert await types(tmp_path, LEARNER_EVENTS) == ["participation.recorded"] * 2
    options = ("--partnership", MAIN, "--district", D1, "--snapshot", "--max-share", "1")
    code, output = importing(tmp_path, f"{HEAD}a,2026-02-01\n".encode(), *options, "--released-on", "2026-03-02")
    assert (code, "1 of 2 who wait or have a place" in output, DECLINED in output) == (1, True, True)


def test_the_day_of_a_release_is_a_date() -> None:
    with pytest.raises(InvalidSetting, match="--released-on soon"):
        import_command.whole_list("soon", 1, Console(file=StringIO()), yes=True)


async def test_the_command_without_a_consumer_says_to_import_again_which_then_finishes_it(tmp_path: Path) -> None:
    await ready(tmp_path)
    content = f"{HEAD}a,2026-02-01\n".encode()
    code, output = importing(tmp_path, content)
    assert (code, "no consumer has applied the places yet" in output) == (1, True)
    assert await types(tmp_path, LEARNER_EVENTS) == []
    assert run(tmp_path, "consume", "--until-idle")[0] == 0
    assert importing(tmp_path, content) == (0, "1 have a place, 0 wait for one, 0 refused\n")
    assert await types(tmp_path, LEARNER_EVENTS) == ["participation.recorded"]
    assert await types(tmp_path, PARTNERSHIP_EVENTS) == ["partnership.proposed", "participant.placed"]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", (), "there is no column student_id, start_date"),
        (HEAD.encode() + b"S\xff,2026-02-01\n", (), "utf-8"),
        (f"{HEAD}a,2026-02-01\n".encode("utf-16"), (), "utf-8"),
        (HEAD.encode() + b"x" * 200_000, (), "field larger than field limit"),
        (f"{HEAD}a,2026-02-01\n".encode(), ("--partnership", "no-such", "--district", D1), "no-such"),
        (f"{HEAD}a,2026-02-01\n".encode(), ("--partnership", MAIN, "--district", "other"), "other"),
    ],
)  # fmt: skip
async def test_what_cannot_be_imported_is_said_in_one_line(
    tmp_path: Path, content: bytes, options: tuple[str, ...], said: str
) -> None:
    await ready(tmp_path)
    code, output = importing(tmp_path, content, *options)
    assert (code, output.count("\n"), said in output) == (2, 1, True), output
    assert await types(tmp_path, PARTNERSHIP_EVENTS) == ["partnership.proposed"]


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    code, output = run(tmp_path, "import", "participations", "nowhere.csv", "--partnership", MAIN, "--district", D1)
    assert (code, output.count("\n"), "nowhere.csv" in output) == (2, 1, True)
