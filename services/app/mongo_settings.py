"""The settings of a secure connection to MongoDB, beside the options of its URL."""

import ssl
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from services.app.setting_errors import InvalidSetting
from services.app.tls_files import check_certificate, check_trusted
from services.store.mongo_security import MongoSecurity

MONGO_VARIABLES = {
    "mongo_user": "TANDEM_MONGO_USER",
    "mongo_password": "TANDEM_MONGO_PASSWORD",
    "mongo_ca_file": "TANDEM_MONGO_CA_FILE",
    "mongo_certificate_file": "TANDEM_MONGO_CERTIFICATE_FILE",
    "mongo_key_password": "TANDEM_MONGO_KEY_PASSWORD",
}
"""Name in the TOML file → environment variable."""


def mongo_security_from(values: Mapping[str, str], store_url: str) -> MongoSecurity:
    """Raises InvalidSetting."""
    security = MongoSecurity(
        user=values.get("mongo_user", ""),
        password=values.get("mongo_password", ""),
        ca_file=values.get("mongo_ca_file", ""),
        certificate_file=values.get("mongo_certificate_file", ""),
        key_password=values.get("mongo_key_password", ""),
    )
    if bool(security.user) != bool(security.password):
        raise InvalidSetting("set TANDEM_MONGO_USER, and TANDEM_MONGO_PASSWORD or TANDEM_MONGO_PASSWORD_FILE, together")
    if security.user and has_user(store_url):
        raise InvalidSetting("TANDEM_STORE and TANDEM_MONGO_USER both name a user; leave one of the two out")
    if security.has_tls and _turns_tls_off(store_url):
        raise InvalidSetting("TANDEM_STORE turns TLS off, and TANDEM_MONGO_CA_FILE or another file needs it")
    if security.key_password and not security.certificate_file:
        raise InvalidSetting("TANDEM_MONGO_KEY_PASSWORD needs TANDEM_MONGO_CERTIFICATE_FILE, whose key it is of")
    if security.ca_file:
        check_trusted(security.ca_file, "TANDEM_MONGO_CA_FILE")
    if security.certificate_file:
        names = ("TANDEM_MONGO_CERTIFICATE_FILE", "TANDEM_MONGO_CERTIFICATE_FILE", "TANDEM_MONGO_KEY_PASSWORD")
        check_certificate(ssl.create_default_context(), security.certificate_file, "", security.key_password, names)
    return security


def has_user(url: str) -> bool:
    """Whether the URL of a server says who connects."""
    return "@" in urlsplit(url).netloc


def _turns_tls_off(url: str) -> bool:
    options = {name.lower(): values for name, values in parse_qs(urlsplit(url).query).items()}
    return any(value.lower() == "false" for name in ("tls", "ssl") for value in options.get(name, ()))
