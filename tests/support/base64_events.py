"""Events whose data are in base64."""

import json
from base64 import b64encode
from typing import Any

from tests.contracts.bad_events import written


def with_base64(event: dict[str, Any], data: bytes | None = None) -> bytes:
    plain = {name: value for name, value in event.items() if name != "data"}
    own = json.dumps(event["data"]).encode() if data is None else data
    return written({**plain, "data_base64": b64encode(own).decode()})
