"""The KPI registry: every metric and dimension of the catalogue, by name."""

from services.core.kpis.attendance import ATTENDANCE
from services.core.kpis.dimensions import DIMENSIONS, PARTICIPANT, PARTICIPANT_DIMENSIONS, PEER
from services.core.kpis.engagement import ENGAGEMENT
from services.core.kpis.grades import GRADES
from services.core.kpis.model import Dimension, Granularity, Metric, MetricKind, Reading, Term, Unit

METRICS = {metric.name: metric for metric in (*ATTENDANCE, *GRADES, *ENGAGEMENT)}

__all__ = [
    "DIMENSIONS",
    "METRICS",
    "PARTICIPANT",
    "PARTICIPANT_DIMENSIONS",
    "PEER",
    "Dimension",
    "Granularity",
    "Metric",
    "MetricKind",
    "Reading",
    "Term",
    "Unit",
]
