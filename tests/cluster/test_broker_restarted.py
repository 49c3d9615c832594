"""The broker stops, or is killed, and comes back while two consumers work: a broker for these tests alone."""

import pytest

from tests.cluster.restarting import survives
from tests.depth import deep_only
from tests.servers import Servers

# Neither client closes the sockets of all connections that broke.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.mark.parametrize("fault", [pytest.param("stopped", marks=deep_only), "killed"])
async def test_a_broker_that_restarts_under_load_costs_nothing(own_servers: Servers, fault: str) -> None:
    def restart() -> None:
        own_servers.down("kafka") if fault == "stopped" else own_servers.kill("kafka")
        own_servers.up("kafka")

    await survives(own_servers, restart)
