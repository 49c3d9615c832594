"""Which event says what, and the headers under which it is in the log."""

from collections.abc import Mapping
from typing import Any, get_args

from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent

HEADERS = (("content-type", b"application/cloudevents+json"),)
EVENTS: Mapping[type[Data], Any] = {kind.__annotations__["data"]: kind for kind in get_args(PartnershipEvent)}
"""What is said → the event that says it."""
