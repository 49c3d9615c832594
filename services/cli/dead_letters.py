"""`tandem dlq`: the dead letters of every topic of events."""

import sys

from consumers.decoding import LEFT_OUT, dead_letter_topic
from services.app.assembly import EVENT_TOPICS, parts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.log.port import Log, LogError, NewRecord, Record


async def list_dead_letters(settings: Settings, topic: str | None, limit: int) -> None:
    """Those of one topic, or of all of them; the oldest of each partition first, at most `limit` together."""
    async with parts(settings) as opened:
        for name in [topic] if topic else EVENT_TOPICS:
            letters = _letters_of(name)
            for partition, bounds in (await opened.log.bounds(letters)).items():
                if not limit:
                    return
                records = await opened.log.read(letters, partition, bounds.begin, limit)
                limit -= len(records)
                for record in records:
                    about = _about(record)
                    code, reason = about.get("dlq.code"), about.get("dlq.reason")
                    arguments = f"{record.offset} --partition {partition} --topic {name}"
                    print(f"{arguments}  {code} {_origin(about)} {reason}")


async def show_dead_letter(settings: Settings, topic: str, partition: int, offset: int) -> None:
    async with parts(settings) as opened:
        record = await _dead_letter(opened.log, topic, partition, offset)
        for name, value in record.headers:
            print(f"{name}: {value.decode(errors='replace')}")
        print(f"key: {(record.key or b'').decode(errors='replace')}\n")
        sys.stdout.flush()
        sys.stdout.buffer.write((record.value or b"") + b"\n")


async def replay_dead_letter(settings: Settings, topic: str, partition: int, offset: int) -> None:
    async with parts(settings) as opened:
        record = await _dead_letter(opened.log, topic, partition, offset)
        about = _about(record)
        if LEFT_OUT in about and not record.value:
            raise LogError(
                f"dead letter {partition}/{offset} is too large to be kept whole, so it cannot be replayed; left out: "
                f"{about[LEFT_OUT]}. The original stands at {_origin(about)} for as long as the log keeps it"
            )
        headers = tuple((name, value) for name, value in record.headers if not name.startswith("dlq."))
        again = about.get("dlq.topic", topic)
        (place,) = await opened.log.append(again, [NewRecord(record.key or b"", record.value or b"", headers)])
        print(f"appended to {again} as {place.partition}/{place.offset}")


async def _dead_letter(log: Log, topic: str, partition: int, offset: int) -> Record:
    letters = _letters_of(topic)
    records = await log.read(letters, partition, offset, 1)
    if not records or records[0].offset != offset:
        raise LogError(f"{letters} has no record {partition}/{offset}; `tandem dlq list` shows what there is")
    return records[0]


def _letters_of(topic: str) -> str:
    if topic not in EVENT_TOPICS:
        raise InvalidSetting(f"--topic {topic}: there are {' and '.join(EVENT_TOPICS)}")
    return dead_letter_topic(topic)


def _origin(about: dict[str, str]) -> str:
    """Topic, partition and offset of the record that was refused."""
    return "/".join(about.get(name, "?") for name in ("dlq.topic", "dlq.partition", "dlq.offset"))


def _about(record: Record) -> dict[str, str]:
    return {name: value.decode(errors="replace") for name, value in record.headers}
