"""Who waits for a place, has one, or has left it."""

from datetime import date

from services.contracts.facts import Data
from services.contracts.partnerships.terms import LearnerKeyText
from services.contracts.primitives import Id


class ParticipantWaitlisted(Data, frozen=True, kw_only=True):
    """A learner waits for a place. The learner is a key already: whoever publishes here knows no student's id."""

    district: Id
    learner: LearnerKeyText
    date: date


class ParticipantPlaced(ParticipantWaitlisted, frozen=True, kw_only=True):
    """A learner has a place from `date` on."""


class ParticipantReleased(ParticipantWaitlisted, frozen=True, kw_only=True):
    """A learner gives back the place, or no longer waits for one, from `date` on."""
