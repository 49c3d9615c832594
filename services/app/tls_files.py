"""Loads certificates and keys once at start, so that a wrong file is named then, and not by the first connection."""

import ssl

from services.app.setting_errors import InvalidSetting


def check_trusted(path: str, variable: str) -> None:
    """Raises InvalidSetting if the file does not hold certificates to trust."""
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise InvalidSetting(f"the file that {variable} names {_reason(error)}") from None


def check_certificate(
    context: ssl.SSLContext, certificate_file: str, key_file: str, password: str, variables: tuple[str, str, str]
) -> None:
    """Loads a certificate and its key into the context.

    Args:
        key_file: empty: the key is in the certificate's file.
        variables: of the certificate, the key and the key's password, for what is said.

    Raises:
        InvalidSetting.
    """
    certificate, key, key_password = variables
    password_wanted = False

    def known_password() -> str:
        nonlocal password_wanted
        password_wanted = True
        return password  # never is_encrypted for at the terminal, as the library would do

    try:
        context.load_cert_chain(certificate_file, key_file or None, known_password)
    except (OSError, ValueError) as error:
        if password_wanted and isinstance(error, ssl.SSLError):
            hint = "is wrong" if password else "is needed"
            raise InvalidSetting(f"{key_password} {hint}: the key of {certificate} cannot be decrypted") from None
        names = " and ".join(dict.fromkeys((certificate, key if key_file else certificate)))
        raise InvalidSetting(f"what {names} name cannot be used: it {_reason(error)}") from None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        if error.reason == "KEY_VALUES_MISMATCH":
            return "holds a certificate and the key of another one"
        return "holds no certificate or key in PEM"
    return f"cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}"
