"""The text of an API key: `tandem_key_`, 256 random bits, and a checksum, so that scanners of secrets know one."""

import hashlib
import re
import secrets
from zlib import crc32

PREFIX = "tandem_key_"
PATTERN = re.compile(r"tandem_key_([0-9A-Za-z]{43})([0-9A-Za-z]{6})")
"""For secret scanners, too."""
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BITS = 256
_LENGTH, _CHECKSUM_LENGTH = 43, 6


def new_key() -> str:
    """A new one, from the system's source of randomness."""
    secret = _base62(secrets.randbits(_BITS), _LENGTH)
    return f"{PREFIX}{secret}{_checksum(secret)}"


def is_key(text: str) -> bool:
    """Whether the text is a key by its form and its checksum; no other is ever looked up."""
    match = PATTERN.fullmatch(text)
    return match is not None and _checksum(match[1]) == match[2]


def digest(text: str) -> str:
    """The SHA-256 under which a secret is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(secret: str) -> str:
    return _base62(crc32(secret.encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits
