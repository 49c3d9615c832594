"""The trusted documents: those of the dashboard, and those of the settings."""

import msgspec

from schema.execution.document_cache import InvalidDocument
from schema.execution.persisted_documents import TrustedDocuments
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.web.dashboard_routes import dashboard_documents
from services.web.documents import Documents
from services.web.persisted_queries import PersistedQueries


def documents_of(settings: Settings) -> Documents:
    """Read and compile them. Raises InvalidSetting for a file or a document that cannot be used."""
    persisted = PersistedQueries() if settings.persisted_queries else None
    if settings.documents is None:
        return Documents(TrustedDocuments(dashboard_documents()), persisted=persisted)
    try:
        manifest = msgspec.json.decode(settings.documents.read_bytes(), type=dict[str, str])
        return Documents(TrustedDocuments(dashboard_documents() | manifest), settings.trusted_only, persisted)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, InvalidDocument) as error:
        raise InvalidSetting(f"TANDEM_DOCUMENTS={settings.documents}: {error}") from None
