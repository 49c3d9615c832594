"""The partitioner against Kafka's own vectors (UtilsTest.testMurmur2) and the rules that any key must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.log.partitioner import murmur2, partition_of


@pytest.mark.parametrize(
    ("key", "hashed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_murmur2_gives_what_kafka_gives(key: bytes, hashed: int) -> None:
    assert murmur2(key) == hashed


@pytest.mark.parametrize(("key", "partition"), [(b"foobar", 1357151166 % 12), (b"abc", 479470107 % 12)])
def test_the_sign_bit_is_dropped_and_not_the_sign(key: bytes, partition: int) -> None:
    assert partition_of(key, 12) == partition


@given(st.binary(max_size=40), st.integers(1, 2000))
def test_every_key_has_one_partition_within_the_count(key: bytes, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions
    assert -(2**31) <= murmur2(key) < 2**31
