"""The Kafka clients as Tandem needs them, and what their errors mean. Making a client connects to the cluster."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import kafka.codec
import kafka.record.util
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import (
    CorruptRecordError,
    KafkaError,
    KafkaTimeoutError,
    LogTruncationError,
    OffsetOutOfRangeError,
    RetriableError,
    UnknownTopicOrPartitionError,
)

from services.log.kafka.connections import Connections, SecurityRefused, security_options
from services.log.kafka_security import KafkaSecurity
from services.log.port import CORRUPT, LogError, OutOfRange, Record, UnknownTopic

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LINGER_MS = 5


class Undecodable(LogError):
    """The bytes of a record, or of the batch that it came in, are damaged or make no sense."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """How to reach a cluster.

    Attributes:
        servers: `host:port` of one broker or more; the others are found through them.
        timeout: seconds until an unanswered request is given up.
        session: seconds without a sign of life after which the group gives a member's partitions to others.
        security: options of all clients; they may hold secrets.
    """

    servers: tuple[str, ...]
    timeout: float
    session: float
    security: Mapping[str, object] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, url: str, timeout: float, session: float, security: KafkaSecurity | None = None) -> "Cluster":
        """From `kafka://host:port[,host:port…]`. Raises LogError."""
        parts = urlsplit(url)
        servers = tuple(server for server in parts.netloc.split(",") if server)
        if parts.scheme != "kafka" or not servers or "@" in parts.netloc or parts.path.strip("/") or parts.query:
            raise LogError("A Kafka log is named as kafka://host:port, with more of its brokers after commas.")
        return cls(servers, timeout, session, security_options(security or KafkaSecurity()))

    def __str__(self) -> str:
        return f"Kafka at {', '.join(self.servers)}"

    def admin(self) -> Any:
        return _made(KafkaAdminClient, **self._common())

    def producer(self) -> Any:
        """Idempotent: what the client sends again by itself is appended once, and in order."""
        return _made(
            KafkaProducer,
            **self._common(),
            allow_auto_create_topics=False,
            metrics_enabled=False,
            enable_idempotence=True,
            acks="all",
            compression_type="lz4",
            linger_ms=_LINGER_MS,
            batch_size=1 << 18,
            max_block_ms=_milliseconds(self.timeout),
            delivery_timeout_ms=_milliseconds(self.timeout) + _LINGER_MS,
        )

    def reader(self) -> Any:
        """A consumer outside any group."""
        return self._consumer()

    def member(self, group: str) -> Any:
        """A member of a group; it commits nothing by itself."""
        session = _milliseconds(self.session)
        return self._consumer(group_id=group, session_timeout_ms=session, heartbeat_interval_ms=max(1, session // 4))

    def _consumer(self, **more: object) -> Any:
        # No deserialisers: in kafka-python 3.0.12 one that raises makes the next poll hang.
        return _made(
            KafkaConsumer,
            **self._common(),
            allow_auto_create_topics=False,
            metrics_enabled=False,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            check_crcs=True,
            fetch_max_wait_ms=min(250, _milliseconds(self.timeout) // 2),
            **more,
        )

    def _common(self) -> dict[str, object]:
        timeout = _milliseconds(self.timeout)
        return {
            "bootstrap_servers": list(self.servers),
            "client_id": "tandem",
            "request_timeout_ms": timeout,
            "bootstrap_timeout_ms": timeout,
            "reconnect_backoff_max_ms": 1_000,
            **self.security,
        }


def require_codecs() -> None:
    """Publishers choose the codec, so all must be there; without a compiled checksum reading is six times slower.

    Raises LogError.
    """
    there = {
        "crc32c": kafka.record.util.crc32c_c is not None,
        "lz4": kafka.codec.has_lz4(),
        "python-snappy": kafka.codec.has_snappy(),
        "zstandard": kafka.codec.has_zstd(),
    }
    if missing := [name for name, present in there.items() if not present]:
        raise LogError(f"Kafka needs the Python package {' and '.join(missing)}: pip install {' '.join(missing)}.")


@contextmanager
def log_errors(cluster: Cluster, doing: str) -> Iterator[None]:
    """Raise the client's errors as the port's; `doing` completes "Kafka at … failed to"."""
    try:
        yield
    except UnknownTopicOrPartitionError as error:
        raise UnknownTopic(f"{cluster} failed to {doing}: the topic is not there. Create it first.") from error
    except CorruptRecordError as error:
        raise Undecodable(_said(error)) from error
    except (OffsetOutOfRangeError, LogTruncationError) as error:
        raise OutOfRange(
            f"{cluster} failed to {doing}: the offset is not in the log ({_said(error)}). Records were lost or "
            "expired, or the position is of another log: rebuild, or decide where to go on."
        ) from error
    except SecurityRefused as error:
        raise LogError(f"{cluster}: {error}.") from error
    except (KafkaError, OSError) as error:
        advice = "Check that the brokers run and can be reached." if isinstance(error, RetriableError | OSError) else ""
        raise LogError(f"{cluster} failed to {doing}: {_said(error)}. {advice}".rstrip()) from error


def partitions_of(topic: str, numbers: Iterable[int]) -> list[Any]:
    """The client's own names of the partitions."""
    return [TopicPartition(topic, number) for number in numbers]


def record_of(raw: Any) -> Record:
    """The client's record as ours. The header of a foreign producer may have no value: it is empty then."""
    headers = tuple((name, value or b"") for name, value in raw.headers) if raw.headers else ()
    stamp = _stamp(raw.timestamp)
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, headers, stamp)


def pointer(topic: str, partition: int, offset: int, reason: str) -> Record:
    """Stands for the record at this offset, which cannot be read: so it is seen and dead-lettered, not skipped.

    Nobody knows when it was appended; 1970 is never later than the truth.
    """
    headers = ((CORRUPT, reason.encode(errors="backslashreplace")),)
    return Record(topic, partition, offset, None, None, headers, _EPOCH)


def poll(client: Any, cluster: Cluster, seconds: float, limit: int) -> dict[Any, list[Any]]:
    """The client's next records by partition, at most `limit`, waiting at most `seconds` for the first.

    Raises:
        Undecodable: the client may not be polled again before it seeks past the record; it would not return.
        OutOfRange, LogError.
    """
    try:
        with log_errors(cluster, "give the next records"):
            records: dict[Any, list[Any]] = client.poll(timeout_ms=_milliseconds(seconds), max_records=limit)
            return records
    except LogError:
        raise
    except Exception as error:  # codecs and the client's own decoding raise what they like
        raise Undecodable(f"{type(error).__name__}: {error}") from error


def _made(make: Callable[..., Any], **config: object) -> Any:
    """kafka-python leaves the thread and the connections of a client behind whose cluster did not answer; we do not."""
    inner: list[Connections] = []

    def connections(**options: object) -> Connections:
        inner.append(Connections(**options))
        return inner[0]

    try:
        return make(**config, kafka_client=connections)
    except BaseException as error:
        for one in inner:
            one.close()
        if isinstance(error, KafkaTimeoutError) and inner and (failure := inner[0].attempts.last_failure) is not None:
            raise KafkaTimeoutError(f"{error}; the last attempt ended with: {failure}") from error
        raise


@lru_cache(maxsize=1024)  # records of one batch share the time at which the broker appended it
def _stamp(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
