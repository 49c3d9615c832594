"""`GET /exports/{id}`: the file of an export, for who started it."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.core.access import Principal
from services.exports.export_service import ExportService
from services.exports.model import MEDIA_TYPES, SUFFIXES, Export, Status

PrincipalOf = Callable[[Request], Principal]


def export_routes(exports: ExportService, principal_of: PrincipalOf) -> list[BaseRoute]:
    """Ranges are answered, so that a fetch that was cut off can go on."""

    async def fetch(request: Request) -> Response:
        export = exports.find(principal_of(request), request.path_params["id"])
        match export:
            case None:
                return _refusal(404, "NOT_FOUND", "no export of this id that you started, or it has expired")
            case Export(status=Status.FAILED):
                return _refusal(410, "EXPORT_FAILED", f"the export failed: {export.error}")
            case Export(status=Status.DONE):
                return _file(exports, export)
        total = "an unknown number of" if export.rows_total is None else export.rows_total
        reason = f"{export.rows_done} of {total} rows are written; come back when `export` says DONE"
        return _refusal(409, "NOT_READY", reason, {"Retry-After": "1"})

    return [Route("/exports/{id}", fetch)]


def _file(exports: ExportService, export: Export) -> Response:
    return FileResponse(
        exports.file(export),
        media_type=MEDIA_TYPES[export.format],
        filename=f"tandem-{export.id[:8]}.{SUFFIXES[export.format]}",
        headers=HEADERS,
    )


HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _refusal(status: int, code: str, reason: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"code": code, "reason": reason}, status, {**HEADERS, **(headers or {})})
