"""`POST /events` (CloudEvents over HTTP) and the schemas of the events at `/schemas`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from services.contracts.catalogue import EVENT_TYPES, schema_of
from services.contracts.near_names import near_name
from services.contracts.unread_members import Unread
from services.core.access import DEVELOPMENT, Principal
from services.ingest.cloudevents import MAX_EVENTS, RefusedBody, RequestCode, carried
from services.ingest.gateway import EventOutcome, Gateway
from services.log.port import DisagreeingLog, LogError
from services.store.port import StoreError
from services.web.bodies import Bodies, BodyProblem

_logger = structlog.get_logger(__name__)

_DRY_RUN = "dryRun"
_STATUS = {
    RequestCode.MALFORMED_JSON: 400,
    RequestCode.EMPTY_BATCH: 400,
    RequestCode.TOO_MANY_EVENTS: 400,
    RequestCode.INVALID_PARAMETER: 400,
    RequestCode.MALFORMED_ENCODING: 400,
    RequestCode.NOT_FOUND: 404,
    RequestCode.METHOD_NOT_ALLOWED: 405,
    RequestCode.REQUEST_TIMEOUT: 408,
    RequestCode.TOO_LARGE: 413,
    RequestCode.UNSUPPORTED_MEDIA_TYPE: 415,
    RequestCode.TOO_MANY_REQUESTS: 429,
    RequestCode.LOG_UNAVAILABLE: 503,
    RequestCode.LOG_DISAGREES: 503,
}
_HEADERS: dict[RequestCode, dict[str, str]] = {
    RequestCode.METHOD_NOT_ALLOWED: {"allow": "POST"},
    RequestCode.TOO_MANY_REQUESTS: {"retry-after": "1"},
    RequestCode.LOG_UNAVAILABLE: {"retry-after": "5"},
    RequestCode.LOG_DISAGREES: {"retry-after": "300"},
}


_UNAVAILABLE = (
    "the event log did not acknowledge the events, so none of them counts as accepted. Some may have been stored: send "
    "all of them again, which is always safe"
)
_DISAGREES = (
    "the event log is not the one that the numbers were computed from, so nothing is accepted until an operator has "
    "decided which of the two holds; /readyz says more. Keep the events and send all of them again later"
)


@dataclass(frozen=True, slots=True)
class IngestLimits:
    """What one server takes at a time.

    Attributes:
        body_bytes: of one request. One event has its own limit in the contract.
        events: in one batch.
        in_flight: requests whose events are decoded or appended at the same time; more are told to come back. A request
            whose body has not come whole takes no place.
    """

    body_bytes: int = 8_000_000
    events: int = MAX_EVENTS
    in_flight: int = 16


_PROBLEMS = {
    400: RequestCode.MALFORMED_ENCODING,
    408: RequestCode.REQUEST_TIMEOUT,
    413: RequestCode.TOO_LARGE,
    415: RequestCode.UNSUPPORTED_MEDIA_TYPE,
    429: RequestCode.TOO_MANY_REQUESTS,
}


PrincipalOf = Callable[[Request], Principal]


def ingest_routes(
    gateway: Gateway,
    limits: IngestLimits | None = None,
    bodies: Bodies | None = None,
    principal_of: PrincipalOf = lambda _: DEVELOPMENT,
) -> list[BaseRoute]:
    """`POST /events`, `GET /schemas` and `GET /schemas/{type}.json`."""
    return [
        Route("/events", _Events(gateway, limits or IngestLimits(), bodies or Bodies(), principal_of)),
        Route("/schemas", _schemas),
        Route("/schemas/{type}.json", _schema),
    ]


class _Events:
    """The ASGI application at `/events`.

    202 if any event was accepted, else 400; for a dry run 200 if any event is valid, else 400. The body says for each
    event what became of it. A request that is refused as a whole answers with `code`, `pointer` and `reason`.
    """

    def __init__(self, gateway: Gateway, limits: IngestLimits, bodies: Bodies, principal_of: PrincipalOf) -> None:
        self._gateway = gateway
        self._principal_of = principal_of
        self._limits = limits
        self._bodies = bodies
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._response(request)
        except RefusedBody as why:
            response = _refusal(why)
        except BodyProblem as problem:
            response = _refusal(RefusedBody(_PROBLEMS[problem.status], str(problem)), problem.headers)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method != "POST":
            raise RefusedBody(
                RequestCode.METHOD_NOT_ALLOWED, f"{request.method} is not served here; send events with POST"
            )
        dry_run = _dry_run(request)
        body = await self._bodies.read(request, self._limits.body_bytes)
        if self._in_flight >= self._limits.in_flight:
            reason = f"{self._in_flight} requests are being worked on; send this one again after a second"
            raise RefusedBody(RequestCode.TOO_MANY_REQUESTS, reason)
        self._in_flight += 1
        try:
            return await self._taken(request, body, dry_run)
        finally:
            self._in_flight -= 1

    async def _taken(self, request: Request, body: bytes, dry_run: bool) -> Response:
        events = carried(request.headers, body, self._limits.events)
        try:
            outcomes = await self._gateway.accept(
                events,
                principal=self._principal_of(request),
                dry_run=dry_run,
                traceparent=request.headers.get("traceparent"),
            )
        except DisagreeingLog as error:
            _logger.error("append_refused", events=len(events), reason=str(error))
            raise RefusedBody(RequestCode.LOG_DISAGREES, _DISAGREES) from None
        except (LogError, StoreError) as error:  # its message names files of the server: for the operator only
            _logger.error("append_failed", events=len(events), reason=str(error))
            raise RefusedBody(RequestCode.LOG_UNAVAILABLE, _UNAVAILABLE) from None
        return _report(outcomes, dry_run)


def _dry_run(request: Request) -> bool:
    for name in request.query_params:
        if name != _DRY_RUN and near_name(name, [_DRY_RUN]):  # or what should only be checked would be stored
            raise RefusedBody(
                RequestCode.INVALID_PARAMETER, f"there is no parameter {name[:60]!r}; did you mean dryRun?"
            )
    value = request.query_params.get(_DRY_RUN, "false")
    if value not in ("true", "false"):
        raise RefusedBody(RequestCode.INVALID_PARAMETER, "dryRun is true or false")
    return value == "true"


def _report(outcomes: Sequence[EventOutcome], dry_run: bool) -> Response:
    accepted = sum(outcome.rejected is None for outcome in outcomes)
    body = {
        "accepted": accepted,
        "rejected": len(outcomes) - accepted,
        "dryRun": dry_run,
        "results": [_result(index, outcome) for index, outcome in enumerate(outcomes)],
    }
    success = 200 if dry_run else 202
    return _json(body, success if accepted else 400)


def _result(index: int, outcome: EventOutcome) -> dict[str, object]:
    why = outcome.rejected
    result: dict[str, object] = {"index": index, "id": outcome.id, "status": "rejected" if why else "accepted"}
    if why is not None:
        result |= {"code": why.code, "pointer": why.pointer, "reason": why.reason}
    if outcome.effect is not None:
        result["effect"] = outcome.effect
    if outcome.unread:
        result["warnings"] = list(map(_warning, outcome.unread))
    return result


def _warning(unread: Unread) -> dict[str, object]:
    name = unread.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    meant = "" if unread.near is None else f"; did you mean {unread.near!r}?"
    return {"pointer": unread.pointer, "reason": f"{name!r} is not read{meant}", "near": unread.near}


def _refusal(why: RefusedBody, headers: Mapping[str, str] | None = None) -> Response:
    body = {"code": why.code, "pointer": why.pointer, "reason": why.reason}
    return _json(body, _STATUS[why.code], {**_HEADERS.get(why.code, {}), **(headers or {})})


def _json(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None, media_type: str = "application/json"
) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type)


async def _schemas(_: Request) -> Response:
    listed = [
        {"type": event_type.name, "description": event_type.description, "schema": f"/schemas/{event_type.name}.json"}
        for event_type in EVENT_TYPES.values()
    ]
    return _json({"schemas": listed})


async def _schema(request: Request) -> Response:
    event_type = request.path_params["type"]
    if event_type not in EVENT_TYPES:
        return _refusal(
            RefusedBody(RequestCode.NOT_FOUND, "this event type does not exist; /schemas lists all of them")
        )
    return _json(schema_of(event_type), media_type="application/schema+json")
