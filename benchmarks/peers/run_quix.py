"""`python -m benchmarks.peers.run_quix SERVERS TOPIC COUNT`: marks a second of Quix Streams, state on.

Its state belongs to the key of a message, which is the district here as everywhere, so each ledger is an entry of it.
"""

import pickle
import sys
import tempfile
from uuid import uuid4

from quixstreams import Application, State

from benchmarks import load
from benchmarks.peers.folding import Folding, change_of, name_of


def main(servers: str, topic: str, count: int) -> float:
    folding = Folding(load.base())

    def step(raw: bytes, state: State) -> None:
        change = change_of(raw)
        name = name_of(change.ledger)
        known = state.get_bytes(name)
        state.set_bytes(name, pickle.dumps(folding.fold(pickle.loads(known) if known else None, change)))

    with tempfile.TemporaryDirectory() as folder:
        app = Application(
            broker_address=servers,
            consumer_group=f"quix-{uuid4().hex}",
            auto_offset_reset="earliest",
            state_dir=folder,
            loglevel="WARNING",
        )
        marks = app.topic(topic, key_deserializer="bytes", value_deserializer="bytes")
        app.dataframe(marks).update(step, stateful=True)
        app.run(count=count, timeout=60)
    return folding.rate()


print(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
