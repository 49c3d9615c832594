"""How many take part on a day, over school years."""

from datetime import date

from services.query.reading.participant_counts import ParticipantCounts


def test_what_ends_with_a_school_year_takes_nothing_from_the_next() -> None:
    participants = ParticipantCounts()
    participants.change("lab", 2026, date(2025, 9, 1), 20)
    participants.change("lab", 2026, date(2026, 7, 1), -20)
    participants.change("lab", 2027, date(2026, 8, 20), 19)
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 24))
    assert [participants.on("lab", day) for day in days] == [20, 0, 19]
