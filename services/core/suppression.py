"""When a number is not shown because too few learners are behind it.

The rule of every value of learners that somebody outside the district sees: FERPA forbids numbers from which a learner
could be recognised, and the policy of the district says how many are enough (`minimumN`).
"""

NOT_SHARED = 2**31 - 1
"""A least n that no number of learners reaches, for whoever is outside a district while no data-sharing agreement is in
force: nothing that comes from its learners is shown, however many they are."""
WITHHELD = "no data-sharing agreement with you is in force, so nothing that comes from learners is shown"
"""What is said of it."""


def is_suppressed(n: int | None, minimum_n: int | None) -> bool:
    """Whether a number with `n` learners behind it is suppressed.

    Args:
        n: None: nobody knows how many, so it is suppressed.
        minimum_n: the least number of learners; None: the reader is inside the district, and sees every number.
    """
    return minimum_n is not None and (n is None or n < minimum_n)
