"""How the server itself is reached: its certificate, or the proxies before it."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from services.app.setting_errors import InvalidSetting
from services.app.tls_files import check_certificate

TRANSPORT_VARIABLES = {
    "tls_certificate_file": "TANDEM_TLS_CERTIFICATE_FILE",
    "tls_key_file": "TANDEM_TLS_KEY_FILE",
    "tls_key_password": "TANDEM_TLS_KEY_PASSWORD",
    "trusted_proxies": "TANDEM_TRUSTED_PROXIES",
}
"""Name in the TOML file → environment variable."""


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Without a certificate the server speaks plain HTTP, to a proxy with TLS or on loopback.

    Attributes:
        certificate_file: of the server, with those that lead to a known authority (PEM).
        key_file: its key; empty: it is in the same file.
        key_password: of the key, if it is encrypted.
        trusted_proxies: addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    """

    certificate_file: str = ""
    key_file: str = ""
    key_password: str = field(default="", repr=False)
    trusted_proxies: tuple[str, ...] = ()

    @property
    def has_tls(self) -> bool:
        return bool(self.certificate_file)

    def tls_context(self) -> ssl.SSLContext:
        """With the certificate loaded, for TLS 1.2 and newer. Raises InvalidSetting."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        names = ("TANDEM_TLS_CERTIFICATE_FILE", "TANDEM_TLS_KEY_FILE", "TANDEM_TLS_KEY_PASSWORD")
        check_certificate(context, self.certificate_file, self.key_file, self.key_password, names)
        return context


def transport_from(values: Mapping[str, str]) -> TransportSettings:
    """Raises InvalidSetting."""
    settings = TransportSettings(
        certificate_file=values.get("tls_certificate_file", ""),
        key_file=values.get("tls_key_file", ""),
        key_password=values.get("tls_key_password", ""),
        trusted_proxies=_proxies(values.get("trusted_proxies", "")),
    )
    if settings.has_tls:
        settings.tls_context()
    elif settings.key_file or settings.key_password:
        raise InvalidSetting("TANDEM_TLS_KEY_FILE and TANDEM_TLS_KEY_PASSWORD need TANDEM_TLS_CERTIFICATE_FILE")
    if settings.trusted_proxies and not values.get("public_url"):
        raise InvalidSetting(
            "TANDEM_TRUSTED_PROXIES needs TANDEM_PUBLIC_URL, the address by which browsers reach the proxy"
        )
    return settings


def _proxies(text: str) -> tuple[str, ...]:
    words = tuple(text.replace(",", " ").split())
    for word in words:
        try:
            network = ip_network(word)
        except ValueError:
            raise InvalidSetting(
                f"TANDEM_TRUSTED_PROXIES: {word[:50]} is neither an address nor a network (10.0.0.0/24)"
            ) from None
        if not network.prefixlen:
            raise InvalidSetting("TANDEM_TRUSTED_PROXIES: everybody could then say who they are; name the proxies")
    return words
