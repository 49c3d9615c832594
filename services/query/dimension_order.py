"""The order of a dimension's values, where that is not the alphabet's. Pure."""

_GRADE_LEVELS = (
    "Infant/toddler",
    "Early Education",
    "Preschool/Prekindergarten",
    "Prekindergarten",
    "Transitional Kindergarten",
    "Kindergarten",
    "First grade",
    "Second grade",
    "Third grade",
    "Fourth grade",
    "Fifth grade",
    "Sixth grade",
    "Seventh grade",
    "Eighth grade",
    "Ninth grade",
    "Tenth grade",
    "Eleventh grade",
    "Twelfth grade",
    "Grade 13",
    "Postsecondary",
    "Adult Education",
    "Other",
    "Ungraded",
)
"""Ed-Fi GradeLevelDescriptor (CEDS 000100), from the youngest learners to the oldest."""
_GRADE_RANKS = {level.casefold(): rank for rank, level in enumerate(_GRADE_LEVELS)}


def order_text(dimension: str, value: str) -> str:
    """A text by which the values of the dimension sort in their own order.

    Grade levels sort from the youngest learners to the oldest, and levels that are none of Ed-Fi's behind them.
    """
    if dimension != "grade_level":
        return value
    return f"{_GRADE_RANKS.get(value.casefold(), len(_GRADE_LEVELS)):02d} {value}"
