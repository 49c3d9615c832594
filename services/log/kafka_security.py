"""How the brokers of a Kafka cluster and this process prove to each other who they are."""

from dataclasses import dataclass, field

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
"""Kafka's own names of a listener's protocols."""
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")


@dataclass(frozen=True, slots=True)
class KafkaSecurity:
    """For producers, consumers and the administration of topics alike.

    Attributes:
        protocol: of the brokers' listener, one of PROTOCOLS.
        mechanism: of SASL, one of MECHANISMS; empty without SASL.
        user: for PLAIN and SCRAM; the client id for OAUTHBEARER with a `token_url`.
        password: of the user, or the client's secret.
        token_file: where another program keeps a current access token, for OAUTHBEARER.
        token_url: where an access token is had for the client id and its secret.
        scope: that the token is asked for.
        ca_file: the certificates that brokers' certificates must lead to; empty: those of the system.
        certificate_file: this client's own certificate, for brokers that ask for one, and `key_file` its key.
        check_hostname: whether the certificate must name the host that was connected to.
    """

    protocol: str = "PLAINTEXT"
    mechanism: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token_file: str = ""
    token_url: str = ""
    scope: str = ""
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    key_password: str = field(default="", repr=False)
    check_hostname: bool = True

    @property
    def has_tls(self) -> bool:
        return self.protocol in ("SSL", "SASL_SSL")

    @property
    def has_sasl(self) -> bool:
        return self.protocol in ("SASL_PLAINTEXT", "SASL_SSL")
