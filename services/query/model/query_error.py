"""Why a question is refused."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """`extensions.code` of a refused query; clients may branch on them."""

    UNKNOWN_METRIC = "UNKNOWN_METRIC"
    UNKNOWN_DIMENSION = "UNKNOWN_DIMENSION"
    DIMENSION_NOT_AVAILABLE = "DIMENSION_NOT_AVAILABLE"
    GRANULARITY_NOT_AVAILABLE = "GRANULARITY_NOT_AVAILABLE"
    RANGE_NOT_AVAILABLE = "RANGE_NOT_AVAILABLE"
    INVALID_RANGE = "INVALID_RANGE"
    INVALID_FILTER = "INVALID_FILTER"
    INVALID_ORDER = "INVALID_ORDER"
    INVALID_CURSOR = "INVALID_CURSOR"
    INVALID_ID = "INVALID_ID"
    INVALID_ALIAS = "INVALID_ALIAS"
    INVALID_FORMULA = "INVALID_FORMULA"
    INVALID_COMPARISON = "INVALID_COMPARISON"
    INVALID_TIMEZONE = "INVALID_TIMEZONE"
    DUPLICATE_NAME = "DUPLICATE_NAME"
    EMPTY_QUERY = "EMPTY_QUERY"
    TOO_EXPENSIVE = "TOO_EXPENSIVE"
    PAGE_TOO_LARGE = "PAGE_TOO_LARGE"
    TIME_BUDGET_EXCEEDED = "TIME_BUDGET_EXCEEDED"
    NOT_READY = "NOT_READY"
    NOT_FOUND = "NOT_FOUND"
    INVALID_QUERY = "INVALID_QUERY"
    INVALID_TEXT = "INVALID_TEXT"
    FORBIDDEN = "FORBIDDEN"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    TOO_MANY = "TOO_MANY"
    FORMAT_NOT_INSTALLED = "FORMAT_NOT_INSTALLED"


class QueryError(Exception):
    """The query cannot be answered.

    Attributes:
        code: which rule it breaks.
        path: the member at fault, in the names of the API, such as `query.metrics[0].metric.name`.
        measured: the limit that the query exceeds, and what it has; of what is not counted on, just more.
    """

    def __init__(
        self, code: ErrorCode, path: str, message: str, measured: tuple[float | None, float | None] | None = None
    ) -> None:
        super().__init__(message)
        self.measured = measured
        self.code = code
        self.path = path
