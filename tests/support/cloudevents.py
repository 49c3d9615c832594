"""Events as HTTP requests in binary mode."""

import json
import string
from typing import Any
from urllib.parse import quote

JSON = "application/json"


def binary(event: dict[str, Any], **changes: str) -> tuple[dict[str, str], bytes]:
    """The event in binary mode, its attributes percent-encoded as the binding asks."""
    attributes = {name: quote(str(value), safe=string.punctuation.replace("%", "").replace('"', ""))
                  for name, value in event.items() if name != "data"}  # fmt: skip
    headers = {f"ce-{name}": value for name, value in {**attributes, **changes}.items()}
    return {"content-type": JSON, **headers}, json.dumps(event["data"]).encode()
