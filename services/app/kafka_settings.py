"""The settings of a secure connection to Kafka, which is built once to see that its files are what they should be."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from services.app.setting_errors import InvalidSetting
from services.app.tls_files import check_certificate, check_trusted
from services.authentication.provider import is_loopback, url_problem
from services.log.kafka_security import MECHANISMS, PROTOCOLS, KafkaSecurity

KAFKA_VARIABLES = {
    "kafka_security": "TANDEM_KAFKA_SECURITY",
    "kafka_mechanism": "TANDEM_KAFKA_MECHANISM",
    "kafka_user": "TANDEM_KAFKA_USER",
    "kafka_password": "TANDEM_KAFKA_PASSWORD",
    "kafka_token_file": "TANDEM_KAFKA_TOKEN_FILE",
    "kafka_token_url": "TANDEM_KAFKA_TOKEN_URL",
    "kafka_scope": "TANDEM_KAFKA_SCOPE",
    "kafka_ca_file": "TANDEM_KAFKA_CA_FILE",
    "kafka_certificate_file": "TANDEM_KAFKA_CERTIFICATE_FILE",
    "kafka_key_file": "TANDEM_KAFKA_KEY_FILE",
    "kafka_key_password": "TANDEM_KAFKA_KEY_PASSWORD",
    "kafka_check_hostname": "TANDEM_KAFKA_CHECK_HOSTNAME",
}
"""Name in the TOML file → environment variable."""
_OF_SASL = ("kafka_mechanism", "kafka_user", "kafka_password", "kafka_token_file", "kafka_token_url", "kafka_scope")
_OF_TLS = ("kafka_ca_file", "kafka_certificate_file", "kafka_key_file", "kafka_key_password")


def kafka_security_from(values: Mapping[str, str], *, check_hostname: bool, log_url: str) -> KafkaSecurity:
    """Raises InvalidSetting."""
    security = KafkaSecurity(
        protocol=values.get("kafka_security", "").upper() or "PLAINTEXT",
        mechanism=values.get("kafka_mechanism", "").upper(),
        user=values.get("kafka_user", ""),
        password=values.get("kafka_password", ""),
        token_file=values.get("kafka_token_file", ""),
        token_url=values.get("kafka_token_url", ""),
        scope=values.get("kafka_scope", ""),
        ca_file=values.get("kafka_ca_file", ""),
        certificate_file=values.get("kafka_certificate_file", ""),
        key_file=values.get("kafka_key_file", ""),
        key_password=values.get("kafka_key_password", ""),
        check_hostname=check_hostname,
    )
    if security.protocol not in PROTOCOLS:
        raise InvalidSetting(f"TANDEM_KAFKA_SECURITY: use {', '.join(PROTOCOLS)}")
    _check_use(values, security)
    if security.has_sasl:
        _check_sasl(security)
    if security.has_tls:
        _check_tls(security)
    elif security.has_sasl and not all(map(is_loopback, _hosts(log_url))):
        raise InvalidSetting(
            "TANDEM_KAFKA_SECURITY=SASL_PLAINTEXT sends credentials where others could read them, so it is for brokers "
            "on loopback only; use SASL_SSL"
        )
    return security


def _check_use(values: Mapping[str, str], security: KafkaSecurity) -> None:
    """What would be left out must not be set: somebody relies on it."""
    if not security.has_sasl and (name := next((name for name in _OF_SASL if values.get(name)), None)):
        raise InvalidSetting(f"{KAFKA_VARIABLES[name]} needs TANDEM_KAFKA_SECURITY=SASL_SSL")
    if not security.has_tls and (name := next((name for name in _OF_TLS if values.get(name)), None)):
        raise InvalidSetting(f"{KAFKA_VARIABLES[name]} needs TANDEM_KAFKA_SECURITY=SSL or SASL_SSL")


def _check_sasl(security: KafkaSecurity) -> None:
    if security.mechanism not in MECHANISMS:
        raise InvalidSetting(f"TANDEM_KAFKA_MECHANISM: use {', '.join(MECHANISMS)}")
    has_tokens = security.mechanism == "OAUTHBEARER"
    if has_tokens and bool(security.token_file) == bool(security.token_url):
        raise InvalidSetting("OAUTHBEARER needs TANDEM_KAFKA_TOKEN_FILE or TANDEM_KAFKA_TOKEN_URL, one of the two")
    if not has_tokens and (security.token_file or security.token_url or security.scope):
        raise InvalidSetting("TANDEM_KAFKA_TOKEN_FILE, TANDEM_KAFKA_TOKEN_URL and TANDEM_KAFKA_SCOPE need OAUTHBEARER")
    if not security.token_file and not (security.user and security.password):
        raise InvalidSetting(
            f"{security.mechanism} needs TANDEM_KAFKA_USER, and TANDEM_KAFKA_PASSWORD or TANDEM_KAFKA_PASSWORD_FILE"
        )
    if security.token_file and not Path(security.token_file).is_file():
        raise InvalidSetting("the file that TANDEM_KAFKA_TOKEN_FILE names is not there")
    if security.token_url and (problem := url_problem(security.token_url)):
        raise InvalidSetting(f"TANDEM_KAFKA_TOKEN_URL {problem}")


def _check_tls(security: KafkaSecurity) -> None:
    if security.ca_file:
        check_trusted(security.ca_file, "TANDEM_KAFKA_CA_FILE")
    if bool(security.certificate_file) != bool(security.key_file):
        raise InvalidSetting("set TANDEM_KAFKA_CERTIFICATE_FILE and TANDEM_KAFKA_KEY_FILE together")
    if security.certificate_file:
        context = ssl.create_default_context()
        check_certificate(
            context,
            security.certificate_file,
            security.key_file,
            security.key_password,
            ("TANDEM_KAFKA_CERTIFICATE_FILE", "TANDEM_KAFKA_KEY_FILE", "TANDEM_KAFKA_KEY_PASSWORD"),
        )


def _hosts(log_url: str) -> list[str]:
    return [urlsplit(f"//{server}").hostname or "" for server in urlsplit(log_url).netloc.split(",") if server]
