"""How MongoDB and this process prove to each other who they are, beside what the URL says."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MongoSecurity:
    """Any file turns TLS on.

    Attributes:
        user: for SCRAM, or another mechanism that the URL names.
        password: of the user.
        ca_file: the certificates that the servers' certificates must lead to; empty: those of the system.
        certificate_file: this client's own certificate and its key, in one file. With `authMechanism=MONGODB-X509` in
            the URL it says who the client is.
        key_password: of the key, if it is encrypted.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    certificate_file: str = ""
    key_password: str = field(default="", repr=False)

    @property
    def has_tls(self) -> bool:
        return bool(self.ca_file or self.certificate_file)

    def options(self) -> dict[str, object]:
        """By the names that the driver has for them; only what is set."""
        named = {
            "username": self.user,
            "password": self.password,
            "tls": self.has_tls,
            "tlsCAFile": self.ca_file,
            "tlsCertificateKeyFile": self.certificate_file,
            "tlsCertificateKeyFilePassword": self.key_password,
        }
        return {name: value for name, value in named.items() if value}
