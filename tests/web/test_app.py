"""Routes, hosts and health of the application."""

import httpx
import pytest
from starlette.applications import Starlette

from services.app.server_process import LOOPBACK
from services.web.app import application
from services.web.health import Readiness, health_routes


async def ready() -> Readiness:
    return Readiness(ready=True)


async def behind() -> Readiness:
    return Readiness(ready=False, reasons=("3 records are not applied yet",))


async def get(app: Starlette, path: str, host: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return await client.get(path, headers={"host": host})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("rebound.example", 421),
        ("rebound.example:8000", 421),
        ("127.0.0.1.rebound.example", 421),
        ("", 421),
    ],
)
async def test_a_loopback_server_answers_to_its_own_names_only(host: str, status: int) -> None:
    answer = await get(application(health_routes(ready), LOOPBACK), "/livez", host)
    assert answer.status_code == status


async def test_any_name_where_no_hosts_are_given() -> None:
    assert (await get(application(health_routes(ready)), "/livez", "tandem.example")).status_code == 200


async def test_readiness_says_what_is_missing() -> None:
    app = application(health_routes(behind))
    answer = await get(app, "/readyz", "localhost")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["3 records are not applied yet"])
    assert (await get(application(health_routes(ready)), "/readyz", "localhost")).status_code == 200


async def test_unknown_paths_say_what_there_is() -> None:
    missing = await get(application(health_routes(ready)), "/nope", "localhost")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")
