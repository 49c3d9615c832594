"""Which partition a key belongs to: the rule of Kafka's own default partitioner, so every producer agrees on it."""

from functools import lru_cache

_SEED = 0x9747B28C
_MIX = 0x5BD1E995
_UINT32 = 0xFFFFFFFF


def murmur2(key: bytes) -> int:
    """The 32-bit MurmurHash2 of `key` as a signed integer, as org.apache.kafka.common.utils.Utils.murmur2 gives it."""
    whole = len(key) & ~3
    hashed = _SEED ^ len(key)
    for start in range(0, whole, 4):
        word = int.from_bytes(key[start : start + 4], "little") * _MIX & _UINT32
        word = (word ^ word >> 24) * _MIX & _UINT32
        hashed = hashed * _MIX & _UINT32 ^ word
    if whole < len(key):
        hashed = (hashed ^ int.from_bytes(key[whole:], "little")) * _MIX & _UINT32
    hashed = (hashed ^ hashed >> 13) * _MIX & _UINT32
    hashed ^= hashed >> 15
    return hashed - (hashed >> 31 << 32)


@lru_cache(maxsize=4096)  # keys are districts and partnerships: few, and each with very many records
def partition_of(key: bytes, partitions: int) -> int:
    """The partition, from 0 to `partitions` - 1, where records with this key stand."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions
