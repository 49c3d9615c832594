"""What authentication needs from outside."""

from collections.abc import Mapping
from typing import Any, Protocol


class ProviderClient(Protocol):
    """Sends requests to the identity provider, with limits of time and size, and follows no redirect."""

    async def get_json(self, url: str) -> dict[str, Any]:
        """The JSON object at a URL. Raises ProviderUnavailable."""
        ...

    async def post_form(self, url: str, fields: Mapping[str, str], authorization: str | None) -> dict[str, Any]:
        """The JSON object that answers a form. Raises ProviderUnavailable, CredentialRefused for a 4xx answer."""
        ...
