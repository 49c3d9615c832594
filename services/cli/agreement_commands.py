"""The options of `tandem agreement`."""

from typing import Annotated

import typer

from services.cli import agreements
from services.cli.invocation import run_to_end, settings_in_use

agreement_app = typer.Typer(no_args_is_help=True, help="Data-sharing agreements, for the consortium that runs this.")
District = Annotated[str, typer.Argument(help="Id of the district that shares.")]
AgreementId = Annotated[str, typer.Argument(help="Id of the agreement, as `tandem agreement list` prints it.")]


@agreement_app.command("list")
def agreement_list() -> None:
    """List the agreements of all districts: status, recipient, families, days and the digest of the terms."""
    run_to_end(agreements.list_agreements(settings_in_use()))


@agreement_app.command("sign")
def agreement_sign(
    district: District,
    agreement: AgreementId,
    digest: Annotated[str, typer.Option(help="Of the terms that were read; others by now are not signed.")],
    signed_by: Annotated[str, typer.Option("--by", help="Name and office of the person who signs.")],
) -> None:
    """Sign an agreement for the consortium, once it is the recipient."""
    run_to_end(agreements.sign_agreement(settings_in_use(), district, agreement, signed_by, digest))


@agreement_app.command("end")
def agreement_end(
    district: District,
    agreement: AgreementId,
    reason: Annotated[str, typer.Option(help="Why it ends. The district reads it.")],
) -> None:
    """End an agreement for the consortium, at once and for good."""
    run_to_end(agreements.end_agreement(settings_in_use(), district, agreement, reason))
