"""Reads secret settings from files, so that they need not stand in the environment of a process."""

from collections.abc import Mapping
from pathlib import Path

from services.app.setting_errors import InvalidSetting

MAX_BYTES = 64_000
"""Of a file: no secret is as long, and whoever names another file by mistake is told so."""
SUFFIX = "_file"


def with_secrets_from_files(values: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """The settings, with each secret that a file holds under the secret's own name.

    Args:
        values: settings by name.
        variables: for each secret that may come from a file its environment variable, by name.

    Raises:
        InvalidSetting: a secret is set twice, or its file cannot be read. It never quotes what the setting or the file
            holds, since somebody may have set the secret itself in place of a path.
    """
    read = dict(values)
    for name, variable in variables.items():
        if not (path := values.get(f"{name}{SUFFIX}", "")):
            continue
        if values.get(name):
            raise InvalidSetting(f"set {variable} or {variable}{SUFFIX.upper()}, not both")
        read[name] = read_secret(path, f"{variable}{SUFFIX.upper()}")
    return read


def read_secret(path: str, variable: str) -> str:
    """The one line that a file holds, without the line break at its end. Raises InvalidSetting."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise InvalidSetting(f"the file that {variable} names is no UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path of a file"
        raise InvalidSetting(f"the file that {variable} names cannot be read: {reason}") from None
    if not text.strip():
        raise InvalidSetting(f"the file that {variable} names is empty")
    if len(content) > MAX_BYTES or not text.isprintable():
        raise InvalidSetting(f"the file that {variable} names must hold the secret alone, in one line")
    return text
