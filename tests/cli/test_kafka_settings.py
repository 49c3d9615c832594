"""Settings of a secure connection to Kafka: what is needed, what must not be left out, and wrong files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import settings_from
from services.log.kafka.connections import security_options
from tests.support.certificates import CertificateAuthority

SASL = {"TANDEM_KAFKA_SECURITY": "SASL_SSL", "TANDEM_KAFKA_MECHANISM": "PLAIN"}
USER = {"TANDEM_KAFKA_USER": "tandem", "TANDEM_KAFKA_PASSWORD": "hush-1"}
TOKENS = {"TANDEM_KAFKA_SECURITY": "SASL_SSL", "TANDEM_KAFKA_MECHANISM": "OAUTHBEARER"}


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"TANDEM_KAFKA_SECURITY": "TLS"}, "TANDEM_KAFKA_SECURITY: use PLAINTEXT"),
        (USER, "TANDEM_KAFKA_USER needs TANDEM_KAFKA_SECURITY=SASL_SSL"),
        ({"TANDEM_KAFKA_CA_FILE": "ca.pem"}, "TANDEM_KAFKA_CA_FILE needs TANDEM_KAFKA_SECURITY=SSL"),
        ({**USER, "TANDEM_KAFKA_SECURITY": "SASL_SSL"}, "TANDEM_KAFKA_MECHANISM: use PLAIN"),
        ({**SASL, **USER, "TANDEM_KAFKA_MECHANISM": "GSSAPI"}, "TANDEM_KAFKA_MECHANISM: use PLAIN"),
        ({**SASL, "TANDEM_KAFKA_USER": "tandem"}, "PLAIN needs TANDEM_KAFKA_USER, and TANDEM_KAFKA_PASSWORD"),
        ({**SASL, **USER, "TANDEM_KAFKA_SCOPE": "kafka"}, "need OAUTHBEARER"),
        (TOKENS, "TANDEM_KAFKA_TOKEN_FILE or TANDEM_KAFKA_TOKEN_URL, one of the two"),
        ({**TOKENS, "TANDEM_KAFKA_TOKEN_FILE": "hush"}, "TANDEM_KAFKA_TOKEN_FILE names is not there"),
        ({**TOKENS, "TANDEM_KAFKA_TOKEN_URL": "https://login.example"}, "OAUTHBEARER needs TANDEM_KAFKA_USER"),
        ({**TOKENS, **USER, "TANDEM_KAFKA_TOKEN_URL": "http://login.example"}, "TANDEM_KAFKA_TOKEN_URL must begin"),
        ({**SASL, **USER, "TANDEM_KAFKA_SECURITY": "SASL_PLAINTEXT", "TANDEM_LOG": "kafka://b:1"}, "use SASL_SSL"),
        ({"TANDEM_KAFKA_SECURITY": "SSL", "TANDEM_KAFKA_KEY_FILE": "k"}, "TANDEM_KAFKA_KEY_FILE together"),
        ({"TANDEM_KAFKA_SECURITY": "SSL", "TANDEM_KAFKA_CA_FILE": "hush"}, "TANDEM_KAFKA_CA_FILE names cannot be read"),
        ({"TANDEM_KAFKA_CHECK_HOSTNAME": "maybe"}, "TANDEM_KAFKA_CHECK_HOSTNAME"),
    ],
)
def test_what_does_not_fit_together_is_refused(environment: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidSetting, match=reason) as refused:
        settings_from(environment)
    assert "hush" not in str(refused.value)


def test_credentials_without_tls_are_for_loopback_only() -> None:
    local = {**SASL, **USER, "TANDEM_KAFKA_SECURITY": "SASL_PLAINTEXT", "TANDEM_LOG": "kafka://127.0.0.1:1,[::1]:2"}
    assert settings_from(local).kafka.protocol == "SASL_PLAINTEXT"
    with pytest.raises(InvalidSetting, match="use SASL_SSL"):
        settings_from({**local, "TANDEM_LOG": "kafka://127.0.0.1:1,broker:2"})


def _swap_keys(certificate: Path, key: Path, authority: CertificateAuthority) -> None:
    authority.issue("other")[1].rename(key)


def _no_certificate(certificate: Path, key: Path, authority: CertificateAuthority) -> None:
    certificate.write_text("hush")


@pytest.mark.parametrize(
    ("password", "given", "spoil", "reason"),
    [
        ("hush-1", "hush-2", None, "TANDEM_KAFKA_KEY_PASSWORD is wrong"),
        ("hush-1", "", None, "TANDEM_KAFKA_KEY_PASSWORD is needed"),
        ("", "", _swap_keys, "the key of another one"),
        ("", "", _no_certificate, "holds no certificate or key"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named_at_start(
    password: str,
    given: str,
    spoil: Callable[[Path, Path, CertificateAuthority], None] | None,
    reason: str,
    tmp_path: Path,
) -> None:
    authority = CertificateAuthority(tmp_path)
    certificate, key = authority.issue("tandem", password=password)
    environment = {
        "TANDEM_KAFKA_SECURITY": "SSL",
        "TANDEM_KAFKA_CERTIFICATE_FILE": str(certificate),
        "TANDEM_KAFKA_KEY_FILE": str(key),
    }
    if spoil is None:
        assert settings_from({**environment, "TANDEM_KAFKA_KEY_PASSWORD": password}).kafka.key_file == str(key)
    else:
        spoil(certificate, key, authority)
    with pytest.raises(InvalidSetting, match=reason) as refused:
        settings_from({**environment, "TANDEM_KAFKA_KEY_PASSWORD": given})
    assert "hush" not in str(refused.value)


def test_a_hostname_is_checked_unless_a_setting_says_otherwise() -> None:
    for text, checked in ((None, True), ("0", False)):
        more = {} if text is None else {"TANDEM_KAFKA_CHECK_HOSTNAME": text}
        options = security_options(settings_from({"TANDEM_KAFKA_SECURITY": "SSL", **more}).kafka)
        assert options["ssl_check_hostname"] is checked


def test_no_password_shows() -> None:
    settings = settings_from({**SASL, **USER, "TANDEM_LOG": "kafka://broker:1"})
    assert settings.kafka.password == "hush-1"
    assert "hush" not in repr(settings)
