"""Why a credential is not accepted. The reason is for the log; whoever sent the credential learns only that it was."""


class CredentialRefused(Exception):
    """The credential does not show who sent it. The message never contains any part of the credential."""


class ProviderUnavailable(Exception):
    """The identity provider could not be asked, so nothing can be said about the credential."""


class TokensExpired(CredentialRefused):
    """The session holds, and the provider's tokens behind it have expired: they can be refreshed."""
