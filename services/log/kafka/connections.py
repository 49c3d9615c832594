"""Connections to brokers: their security, and failures that no further attempt would change."""

import ssl
from functools import partial
from typing import Any

from kafka.errors import (
    AuthorizationError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailedError,
    UnsupportedSaslMechanismError,
)
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import create_connection
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport

from services.log.kafka.access_tokens import EndpointTokens, FileTokens
from services.log.kafka_security import KafkaSecurity

_REFUSED = (AuthorizationError, SaslAuthenticationFailedError, UnsupportedSaslMechanismError)


class SecurityRefused(KafkaError):  # type: ignore[misc]  # kafka-python has no types
    """The brokers do not take this client, or it does not take them; trying again does not help."""

    def __str__(self) -> str:
        return str(self.args[0])


def security_options(security: KafkaSecurity) -> dict[str, object]:
    """The options that every kind of client gets. Files of certificates are read anew for every connection."""
    options: dict[str, object] = {"security_protocol": security.protocol}
    if security.has_tls:
        options |= {
            "ssl_cafile": security.ca_file or None,
            "ssl_certfile": security.certificate_file or None,
            "ssl_keyfile": security.key_file or None,
            "ssl_password": security.key_password or None,
            "ssl_check_hostname": security.check_hostname,
        }
    return options | (_sasl_options(security) if security.has_sasl else {})


def _sasl_options(security: KafkaSecurity) -> dict[str, object]:
    if security.mechanism == "OAUTHBEARER":
        tokens = (
            FileTokens(security.token_file)
            if security.token_file
            else EndpointTokens(security.token_url, security.user, security.password, security.scope)
        )
        return {"sasl_mechanism": security.mechanism, "sasl_oauth_token_provider": tokens}
    user = security.user
    if security.mechanism.startswith("SCRAM"):  # RFC 5802, section 5.1; the client does not do it
        user = user.replace("=", "=3D").replace(",", "=2C")
    return {
        "sasl_mechanism": security.mechanism,
        "sasl_plain_username": user,
        "sasl_plain_password": security.password,
    }


class _HeardToTheEnd:
    """Hands out what came before the end of a connection.

    A broker that refuses a client says why and closes the connection. kafka-python 3.0.12 drops what it reads together
    with the end, so the reason would be lost; the end itself is read again the next time.
    """

    def _sock_recv(self) -> tuple[bytes, Exception | None]:
        data, failure = super()._sock_recv()  # type: ignore[misc]  # of the transport beside it
        return data, None if data else failure


class _Plain(_HeardToTheEnd, KafkaTCPTransport):  # type: ignore[misc]  # as above
    pass


class _Tls(_HeardToTheEnd, KafkaSSLTransport):  # type: ignore[misc]  # as above
    pass


class Connections(KafkaNetClient):  # type: ignore[misc]  # as above
    """The client's own, except that it gives up at once where every broker that it was told of refuses it.

    kafka-python 3.0.12 tries again until its time is up, and then says only that it could not connect.
    """

    def __init__(self, **options: object) -> None:
        net = NetworkSelector(**options)
        self.attempts = Attempts(net, **options)
        super().__init__(net=net, manager=self.attempts, **options)


class Attempts(KafkaConnectionManager):  # type: ignore[misc]  # as above
    """Remembers why the first connections failed; once the cluster was reached, everything is tried again for ever.

    Attributes:
        last_failure: of a connection, before there was any that did not fail.
    """

    def __init__(self, net: Any, **options: object) -> None:
        super().__init__(net, **options)
        self.last_failure: Exception | None = None
        self._reached = False
        self._refusals: dict[object, SecurityRefused] = {}

    def get_connection(self, node_id: object, *args: Any, **kwargs: Any) -> Any:
        self._reached = self._reached or self.bootstrapped
        first = not self._reached and self.cluster.is_bootstrap(node_id)
        if first and len(self._refusals) == len(self.cluster.bootstrap_brokers()):
            refusal = next(iter(self._refusals.values()))
            self._refusals.clear()  # who tries once more, perhaps after somebody has mended it, may
            raise refusal
        connection = super().get_connection(node_id, *args, **kwargs)
        if first:
            connection.init_future.add_errback(partial(self._note, node_id))
        return connection

    async def _build_transport(self, node: Any, timeout_at: float | None = None) -> Any:
        """As the client does it, but a connection whose handshake fails is closed."""
        options = {"proxy_url": self.config["proxy_url"], "timeout_at": timeout_at}
        sock = await create_connection(self._net, node.host, node.port, self.config["socket_options"], **options)
        try:
            transport = self._transport(sock, node.host)
        except BaseException:
            sock.close()
            raise
        try:
            await transport.handshake()
        except Exception as error:
            transport.close()
            raise KafkaConnectionError(f"Handshake failed: {error}") from error
        return transport

    def _transport(self, sock: Any, host: str) -> Any:
        if not self.ssl_enabled:
            return _Plain(self._net, sock, host=host)
        return _Tls(
            self._net, sock, host=host, **{n: value for n, value in self.config.items() if n.startswith("ssl_")}
        )

    def _note(self, node_id: object, failure: Exception) -> None:
        self.last_failure = failure
        if (reason := _refusal(failure)) is not None:
            self._refusals[node_id] = SecurityRefused(reason)


def _refusal(failure: Exception) -> str | None:
    """What to say of a failure that stays; None for one that may pass."""
    if isinstance(failure, _REFUSED):
        reason = str(next(iter(failure.args), "")).removeprefix(f"{type(failure).__name__}: ")
        return f"it refuses this client ({reason}). Check TANDEM_KAFKA_MECHANISM, and the user and password or token"
    cause = failure.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted ({cause.verify_message}). Check TANDEM_KAFKA_CA_FILE and the host's name"
        )
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return f"TLS failed ({cause.reason}). Check TANDEM_KAFKA_SECURITY and this client's certificate"
    return None
