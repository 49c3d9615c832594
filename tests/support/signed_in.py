"""An application as it is after somebody was admitted, without a credential."""

from starlette.types import ASGIApp, Receive, Scope, Send

from services.authentication.authenticator import Identity
from services.core.access import Principal
from services.web.admission import Admission, admit
from tests.graphql.fakes import Untouched


def admitted(app: ASGIApp, principal: Principal) -> ASGIApp:
    """The application for requests of this principal alone."""

    async def admitting(scope: Scope, receive: Receive, send: Send) -> None:
        admit(scope, Admission(Untouched(), None, Identity(principal, "a person")))
        await app(scope, receive, send)

    return admitting
