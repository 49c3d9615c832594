"""`tandem agreement`: data-sharing agreements in the store of the settings, signed and ended for the consortium.

Whoever runs the server acts for the consortium. Districts and partners sign through the API, as themselves.
"""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from services.app.assembly import Adapters, parts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.commands.data_agreements import AgreementService, Ending, Signing
from services.commands.model import CommandError
from services.core.access import DEVELOPMENT, Principal
from services.core.data_agreements import Agreement
from services.query.data_agreements import AgreementView
from services.query.engine import QueryEngine


async def list_agreements(settings: Settings) -> None:
    """Print the agreements of all districts, each with what has become of it."""
    async with parts(settings) as opened:
        views = await _views(opened)
    for view in views:
        print(_line(view))
    if not views:
        print("no district has drafted a data-sharing agreement")


async def sign_agreement(settings: Settings, district: str, agreement: str, signed_by: str, digest: str) -> None:
    """Sign for the consortium. Raises InvalidSetting for an agreement that is not with it, or cannot be signed."""
    async with _said(settings, district, agreement) as (service, principal):
        signing = Signing(district, agreement, "recipient", signed_by, digest)
        _tell(await service.sign(principal, signing, None), "signed")


async def end_agreement(settings: Settings, district: str, agreement: str, reason: str) -> None:
    """End for the consortium, at once and for good. Raises InvalidSetting as `sign_agreement` does."""
    async with _said(settings, district, agreement) as (service, principal):
        _tell(await service.end(principal, Ending(district, agreement, "recipient", reason), None), "ended")


@asynccontextmanager
async def _said(settings: Settings, district: str, agreement: str) -> AsyncIterator[tuple[AgreementService, Principal]]:
    async with parts(settings) as opened:
        known = [view.agreement for view in await _views(opened, district)]
        named = next((item for item in known if item.terms.agreement == agreement), None)
        if named is None or named.terms.recipient.kind != "consortium":
            raise InvalidSetting(f"district {district} has no agreement {agreement} with the consortium")
        try:
            yield AgreementService(opened.log, opened.store), operator()
        except CommandError as error:
            raise InvalidSetting(str(error)) from None


def operator() -> Principal:
    """Whoever runs the command: with the store and the log in their hands, nothing is kept from them."""
    return replace(DEVELOPMENT, name=f"command-line:{getpass.getuser()}")


async def _views(opened: Adapters, district: str | None = None) -> list[AgreementView]:
    return list(await QueryEngine(opened.store).agreements(operator(), district))


def _line(view: AgreementView) -> str:
    terms = view.agreement.terms
    recipient = terms.recipient.kind if terms.recipient.id is None else f"{terms.recipient.kind} {terms.recipient.id}"
    families = ", ".join(terms.families)
    return (
        f"{view.agreement.district}  {terms.agreement}  {view.status.replace('_', ' ')}  with the {recipient}: "
        f"{families}, {terms.begin} to {terms.end}, digest {view.agreement.terms_digest}"
    )


def _tell(changed: Agreement | None, done: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    print(f"{done} at {now}" if changed else f"{done}; no consumer has applied it yet, and it counts once one runs")
