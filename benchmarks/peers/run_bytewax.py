"""`python -m benchmarks.peers.run_bytewax SERVERS TOPIC COUNT`: marks a second of bytewax, recovery on."""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import TestingSink, run_main

from benchmarks import load
from benchmarks.peers.folding import Folding, change_of, name_of
from services.core.facts import FactChange
from services.core.ledger import Ledger


def main(servers: str, topic: str) -> float:
    folding = Folding(load.base())

    def step(ledger: Ledger | None, change: FactChange) -> tuple[Ledger, int]:
        return folding.fold(ledger, change), 1

    def keyed(message: Any) -> tuple[str, FactChange]:
        change = change_of(message.value)
        return name_of(change.ledger), change

    flow = Dataflow("marks")
    source = op.input("kafka", flow, KafkaSource([servers], [topic], tail=False, batch_size=2_000))
    folded = op.stateful_map("fold", op.map("decode", source, keyed), step)
    op.output("acknowledge", op.filter("nothing", folded, lambda _: False), TestingSink([]))
    with tempfile.TemporaryDirectory() as folder:
        init_db_dir(Path(folder), 1)
        run_main(flow, epoch_interval=timedelta(seconds=1), recovery_config=RecoveryConfig(folder))
    return folding.rate()


print(main(*sys.argv[1:3]))
