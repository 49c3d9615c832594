"""Records in the binary mode of Kafka."""

import json


def in_binary_mode(event: dict[str, object], **others: bytes) -> tuple[bytes, dict[str, bytes]]:
    attributes = {f"ce_{name}": str(value).encode() for name, value in event.items() if name != "data"}
    return json.dumps(event["data"]).encode(), {**attributes, **others}
