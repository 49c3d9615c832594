"""The server of the query benchmarks: Tandem's application, and beside it a bare Starlette + orjson endpoint.

`python -m benchmarks.server FOLDER` prints its port, and a port on which an API key is needed, with the key. PUT
/bare/{name} stores a document, POST answers its bytes anew.
"""

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schema.execution.persisted_documents import TrustedDocuments
from services.app.assembly import parts
from services.app.authentication import current_time, identification_of
from services.app.interpreter import tune_interpreter
from services.app.server_process import build
from services.app.settings import Settings
from services.app.sockets import listen
from services.authentication.administration import CredentialAdministration
from services.core.access import Role, Scope
from services.exports.export_service import ExportService
from services.query.engine import QueryEngine
from services.web.documents import Documents
from services.web.health import Readiness

DOCUMENTS: dict[str, Any] = {}


async def remember(request: Request) -> Response:
    DOCUMENTS[request.path_params["name"]] = orjson.loads(await request.body())
    return Response(status_code=204)


async def bare(request: Request) -> Response:
    await request.body()
    return Response(orjson.dumps(DOCUMENTS[request.path_params["name"]]), media_type="application/json")


async def ready() -> Readiness:
    return Readiness(ready=True)


async def main(folder: Path) -> None:
    settings = Settings(data=folder, port=0)
    async with parts(settings) as opened:
        queries = QueryEngine(opened.store)
        documents = Documents(TrustedDocuments({"trivial": "{ __typename }"}))
        app = build(opened, queries, ExportService(queries, folder / "exports"), ready, documents=documents)
        app.router.routes += [
            Route("/bare/{name}", remember, methods=["PUT"]),
            Route("/bare/{name}", bare, methods=["POST"]),
        ]
        identification = identification_of(settings.authentication, opened.store, "http://127.0.0.1")
        closed = build(opened, queries, ExportService(queries, folder / "own"), ready, identification=identification)
        administration = CredentialAdministration(opened.store, current_time)
        _, key = await administration.create_key("benchmark", Role.DISTRICT_ADMIN, Scope(), None, "benchmark")
        ports = [listen(settings), listen(settings)]
        print(*(listening.getsockname()[1] for listening in ports), key, flush=True)
        await asyncio.gather(*(serve(*pair) for pair in zip((app, closed), ports, strict=True)))


async def serve(app: Starlette, listening: socket.socket) -> None:
    await uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).serve(sockets=[listening])


tune_interpreter()  # as every command does
asyncio.run(main(Path(sys.argv[1])))
