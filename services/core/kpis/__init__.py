"""The KPI registry: every metric and dimension of the catalogue, by name."""

from services.core.kpis.attendance import ATTENDANCE
from services.core.kpis.dimensions import (
    DIMENSIONS,
    PARTICIPANT,
    PARTICIPANT_DIMENSIONS,
    PEER,
    STATE_DIMENSIONS,
    WEEKDAY,
    WEEKDAYS,
)
from services.core.kpis.engagement import ENGAGEMENT
from services.core.kpis.grades import GRADES
from services.core.kpis.model import (
    PARTNERSHIP,
    Dimension,
    Granularity,
    Metric,
    MetricKind,
    Reading,
    SumOfTerms,
    Term,
    Unit,
)
from services.core.kpis.partnerships import PARTNERSHIPS

METRICS = {metric.name: metric for metric in (*ATTENDANCE, *GRADES, *ENGAGEMENT, *PARTNERSHIPS)}

__all__ = [
    "DIMENSIONS",
    "METRICS",
    "PARTICIPANT",
    "PARTICIPANT_DIMENSIONS",
    "PARTNERSHIP",
    "PEER",
    "STATE_DIMENSIONS",
    "WEEKDAY",
    "WEEKDAYS",
    "Dimension",
    "Granularity",
    "Metric",
    "MetricKind",
    "Reading",
    "SumOfTerms",
    "Term",
    "Unit",
]
