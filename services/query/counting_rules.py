"""Which rules decide what a metric counts, by what it reads. The rules stand beside the code."""

from collections.abc import Callable, Iterator
from typing import Any

from services.contracts.primitives import HealthWeight
from services.core import (
    attendance,
    attendance_statuses,
    calendar,
    day_reading,
    district_days,
    district_level,
    engaged_learners,
    engagement_places,
    fact_changes,
    grades,
    membership,
    participation,
)
from services.core.arrivals import days_late
from services.core.cells import ATTRIBUTES
from services.core.engagement import engagement_increments, own_minutes
from services.core.kpis.model import PARTNERSHIP, Metric, Reading
from services.core.partnerships import (
    cadence,
    continuity,
    dated_amounts,
    evidence_score,
    health,
    history,
    investment,
    meetings,
    partnership_kpis,
    valuation,
    vision,
)
from services.core.partnerships.scoring import STRATEGIES
from services.core.stated_rules import StatedRule, rule_of
from services.query.partnerships.views import terms_of
from services.query.planning import cohorts
from services.query.reading.block_reader import BlockReader
from services.query.reading.partnership_metrics import StateReader

Functions = tuple[Callable[..., Any], ...]

_ENROLLED: Functions = (
    fact_changes.year_of_enrollment,
    membership.enrolled_span,
    membership.member_spans,
    district_days.school_days,
)
_MEMBER_DAYS: Functions = (*_ENROLLED, membership.member_days)
_MARKS: Functions = (
    *_MEMBER_DAYS,
    day_reading.is_of_whole_day,
    day_reading.standing_mark,
    district_days.district_increments,
)
_ABSENCES: Functions = (*_MARKS, day_reading.halves_absent, day_reading.read_day)
_STATUSES: Functions = (*_ABSENCES, attendance_statuses.year_statuses)
_ON_TRACK: Functions = (calendar.SchoolCalendar.closing_day, grades.band, grades.result_of, grades.on_track_increments)
_GRADES: Functions = (
    calendar.SchoolCalendar.closing_day,
    grades.period_name,
    grades.grade_measures,
    district_level.grade_contributions,
)
_BANDS: Functions = (*_GRADES, grades.band)
_RESULTS: Functions = (*_GRADES, grades.band, grades.result_of)
_SCORES: Functions = (*_GRADES, grades.hundredths)

OF_MEASURES: dict[str, Functions] = {
    "member": _ENROLLED,
    "enrolled": (*_MEMBER_DAYS, attendance.attendance_increments),
    attendance.NO_SHOW: (*_MEMBER_DAYS, attendance.is_no_show),
    **dict.fromkeys(("unpresumed", "own_days", "own_presumed"), _MEMBER_DAYS),
    **dict.fromkeys(("excused", "excused_half", "unexcused", "unexcused_half"), _ABSENCES),
    **dict.fromkeys(("tardy", "partial", "marked"), _MARKS),
    **dict.fromkeys(("absentee", "eligible", "at_5", "chronic", "severe"), _STATUSES),
    **dict.fromkeys(("on_track", "on_track_assessed"), _ON_TRACK),
    **dict.fromkeys(("grades", "graded"), _GRADES),
    **dict.fromkeys([f"grade_{letter}" for letter in "abcdfw"], _BANDS),
    **dict.fromkeys(("passed", "failed", "without_result"), _RESULTS),
    **dict.fromkeys(("scored", "score_hundredths"), _SCORES),
    "engaged": (engaged_learners.engaged_buckets,),
    "minutes": (engagement_increments,),
    "own_minutes": (engagement_increments, own_minutes),
    **dict.fromkeys(("arrivals", "late_arrivals", "days_late"), (days_late,)),
}
"""Measure → the functions that decide what it counts."""
_OF_READINGS: dict[Reading, Functions] = {
    Reading.RUNNING_DAYS: (membership.member_days,),
    Reading.PARTICIPANTS: (*_MEMBER_DAYS, participation.phase_of, BlockReader._participants),
    Reading.REPORTED_DAYS: (BlockReader._reported_days,),
    **dict.fromkeys((Reading.INSTRUCTIONAL_DAYS, Reading.SCHOOL_DAYS), (BlockReader._calendar_days,)),
}
_OF_DIMENSIONS: dict[str, Functions] = {
    "grade_level": (membership.latest,),
    **dict.fromkeys(ATTRIBUTES, (membership.attributes_of,)),
    "race_ethnicity": (membership.attributes_of, membership.race_ethnicity),
    "partnership": (participation.participations_of,),
    "phase": (participation.phase_of,),
    "cohort": (cohorts._peers,),
}
_WORTH: Functions = (terms_of, investment.valued, valuation.worth, valuation.rates_of)
_CHECK_INS: Functions = (cadence.links, meetings.counts, meetings.counts_from, meetings.on_time)
_GOALS: Functions = (evidence_score.last_seen, evidence_score.attained)
_OF_PARTS: dict[str, Functions] = {
    "balance": _WORTH,
    "delivery": _WORTH,
    "alignment": (vision.clauses, vision.aligned),
    "coverage": (vision.clauses,),
    "checkin_adherence": _CHECK_INS,
    "action_completion": (meetings.action_counts,),
    "goals_measured": (evidence_score.last_seen,),
    "goal_attainment": _GOALS,
    "leadership_continuity": (continuity.vacancies, continuity.continuity),
    "adaptation": (continuity.vacancies, continuity.days_to_adapt),
}
"""Part of a score of health → what decides besides the rule that scores it."""


def _of_strategies(*strategies: HealthWeight) -> Functions:
    parts = [(part, rule) for strategy in strategies for part, rule in STRATEGIES[strategy].items()]
    return (
        terms_of,
        health.health_of,
        *(function for part, rule in parts for function in (rule, *_OF_PARTS.get(part, ()))),
    )


OF_PARTNERSHIP_METRICS: dict[str, Functions] = {
    "participation_rate": (partnership_kpis._participation,),
    "investment_total": _WORTH,
    "investment_balance": (*_WORTH, dated_amounts._contribution),
    "in_kind_share": (*_WORTH, dated_amounts._contribution),
    "vision_alignment": (vision.clauses, vision.aligned),
    "checkin_adherence": _CHECK_INS,
    "days_since_checkin": (partnership_kpis._since_check_in,),
    "action_completion": (meetings.action_counts, dated_amounts._action),
    "goal_attainment": _GOALS,
    "leadership_continuity": (continuity.continuity, continuity.vacancies),
    "adaptation_days": (continuity.days_to_adapt, continuity.vacancies),
    "partnership_health": _of_strategies(*STRATEGIES),
    **{f"health_{strategy}": _of_strategies(strategy) for strategy in STRATEGIES},
}


def rules_of(metric: Metric) -> tuple[StatedRule, ...]:
    """The rules by which a metric is counted, and told apart by its dimensions."""
    return tuple(rule_of(function) for function in dict.fromkeys(_functions_of(metric)))


def _functions_of(metric: Metric) -> Iterator[Callable[..., Any]]:
    if metric.family == PARTNERSHIP:
        of_life: Functions = (history.as_of, StateReader._life)
        yield from (*of_life, *OF_PARTNERSHIP_METRICS[metric.name])
        return
    yield fact_changes.version_of
    if metric.family == "engagement":
        yield engagement_places.school_of_date
    for term in metric.terms:
        yield from OF_MEASURES[term.measure] if term.measure else ()
        yield from _OF_READINGS.get(term.reading, ())
    for dimension in metric.dimensions:
        yield from _OF_DIMENSIONS.get(dimension, ())
