"""The three districts: what is particular to each. Ids, names and numbers are invented."""

from dataclasses import dataclass

from services.contracts.primitives import EngagementKind

GRADE_LEVELS = (
    "Kindergarten", "First grade", "Second grade", "Third grade", "Fourth grade", "Fifth grade", "Sixth grade",
    "Seventh grade", "Eighth grade", "Ninth grade", "Tenth grade", "Eleventh grade", "Twelfth grade",
)  # fmt: skip
"""Ed-Fi GradeLevelDescriptor code values; a grade's number is its place, Kindergarten being 0."""
FIRST_GRADED, NINTH = 3, 9
"""From third grade on there are grades in numbers or letters; from ninth on, courses that earn credits."""
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


@dataclass(frozen=True, slots=True)
class SchoolProfile:
    """A school teaches the grades from `lowest` to `highest`."""

    id: str
    name: str
    lowest: int
    highest: int

    @property
    def grades(self) -> range:
        return range(self.lowest, self.highest + 1)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of a community partner.

    Attributes:
        joining: the grades in which a learner may join.
        share: of the learners of a cohort, how many join at some time.
        daily: the chance of an activity on a school day.
        kinds: what the activities are, and how many minutes one takes about.
        steadying: participants are absent less and learn more.
        yearly: it is agreed anew each school year, as a partnership of its own, and nobody takes part any longer.
    """

    id: str
    program: str
    joining: tuple[int, ...]
    share: float
    daily: float
    kinds: tuple[tuple[EngagementKind, int], ...]
    steadying: bool = True
    yearly: bool = False

    def id_in(self, school_year: int) -> str:
        """The id of the partnership behind it in that year."""
        return f"{self.id}-{school_year}" if self.yearly else self.id


@dataclass(frozen=True, slots=True)
class DistrictProfile:
    """What makes one district unlike another.

    Attributes:
        first_monday: school begins on this Monday of August; the fifth may reach into September.
        last_thursday: school ends on this Thursday, counted from May on.
        periods: grading periods a semester: 2 quarters or 3 six-week periods.
        cohort: learners who will graduate in the same year.
        absence: factor on the learners' own absence rates.
        rolls: daily attendance comes as one roll of each school, and high schools take it in sections too.
        weather: a January storm closes the schools; the lost day is made up on Presidents' Day.
        grading: which of number and letter a grade has.
        by_section: grades name their section, otherwise their course.
        races: weights of the five federal categories, in the order of `primitives.Race`.
        hispanic, disadvantaged, english_learner: shares of learners.
    """

    id: str
    name: str
    state: str
    time_zone: str
    schools: tuple[SchoolProfile, ...]
    partnerships: tuple[Programme, ...]
    first_monday: int
    last_thursday: int
    periods: int
    cohort: int
    absence: float
    rolls: bool
    weather: bool
    grading: frozenset[str]
    by_section: bool
    races: tuple[float, ...]
    hispanic: float
    disadvantaged: float
    english_learner: float

    @property
    def grades(self) -> range:
        return range(min(school.lowest for school in self.schools), max(school.highest for school in self.schools) + 1)

    def schools_for(self, grade: int) -> tuple[SchoolProfile, ...]:
        return tuple(school for school in self.schools if grade in school.grades)


HOSPITAL = Programme(
    "hospital-health-careers", "Health careers pathway", (9, 10, 11, 12), 0.28, 0.09,
    (("lab_visit", 120), ("internship", 180), ("work_based_learning", 90)),
)  # fmt: skip
COLLEGE = Programme("college-bridge", "College bridge", (10, 11, 12), 0.25, 0.07, (("mentoring", 45), ("tutoring", 60)))
MAKER = Programme(
    "maker-lab", "Maker lab", (5, 6, 7, 8, 9, 10), 0.22, 0.06,
    (("course_activity", 60), ("lab_visit", 90), ("mentoring", 30)),
)  # fmt: skip
INTERNSHIPS = Programme(
    "mesa-internships", "Paid internships", (11, 12), 0.22, 0.08,
    (("internship", 180), ("work_based_learning", 90)), steadying=False,
)  # fmt: skip
FAMILIES = Programme(
    "harbor-families", "Family mentors", (3, 4, 5, 6, 7, 8), 0.16, 0.05, (("mentoring", 45),), steadying=False
)
READING = Programme(
    "reading-partners", "Reading partners", (1, 2, 3, 4), 0.8, 0.12, (("mentoring", 30), ("tutoring", 30)),
    steadying=False, yearly=True,
)  # fmt: skip

RIVER_VALLEY = DistrictProfile(
    id="100010", name="River Valley USD", state="KS", time_zone="America/Chicago",
    schools=(
        SchoolProfile("100010101", "Cottonwood School", 0, 8),
        SchoolProfile("100010102", "Millbrook School", 0, 8),
        SchoolProfile("100010201", "River Valley High School", 9, 12),
    ),
    partnerships=(HOSPITAL, MAKER, READING),
    first_monday=3, last_thursday=4, periods=2, cohort=20, absence=0.85, rolls=False, weather=True,
    grading=frozenset({"numeric"}), by_section=False,
    races=(0.03, 0.02, 0.05, 0.01, 0.89), hispanic=0.14, disadvantaged=0.46, english_learner=0.06,
)  # fmt: skip
HARBOR_CITY = DistrictProfile(
    id="100020", name="Harbor City Public Schools", state="MA", time_zone="America/New_York",
    schools=(
        SchoolProfile("100020101", "Lighthouse School", 0, 8),
        SchoolProfile("100020102", "Pier Academy", 6, 12),
        SchoolProfile("100020201", "Harbor High School", 9, 12),
    ),
    partnerships=(HOSPITAL, COLLEGE, MAKER, FAMILIES),
    first_monday=5, last_thursday=6, periods=3, cohort=26, absence=1.2, rolls=True, weather=False,
    grading=frozenset({"numeric", "letter"}), by_section=True,
    races=(0.01, 0.17, 0.36, 0.01, 0.45), hispanic=0.33, disadvantaged=0.68, english_learner=0.22,
)  # fmt: skip
MESA_UNION = DistrictProfile(
    id="100030", name="Mesa Union HSD", state="AZ", time_zone="America/Phoenix",
    schools=(
        SchoolProfile("100030201", "Mesa High School", 9, 12),
        SchoolProfile("100030202", "Red Rock High School", 9, 12),
    ),
    partnerships=(HOSPITAL, COLLEGE, INTERNSHIPS),
    first_monday=2, last_thursday=4, periods=2, cohort=75, absence=1.05, rolls=False, weather=False,
    grading=frozenset({"letter"}), by_section=True,
    races=(0.18, 0.03, 0.05, 0.01, 0.73), hispanic=0.41, disadvantaged=0.57, english_learner=0.11,
)  # fmt: skip
DISTRICTS = (RIVER_VALLEY, HARBOR_CITY, MESA_UNION)


@dataclass(frozen=True, slots=True)
class CourseProfile:
    id: str
    title: str
    subject: str
    core: bool


def courses_of(grade: int) -> tuple[CourseProfile, ...]:
    """What a learner of this grade is taught; subjects are Ed-Fi AcademicSubjectDescriptor code values."""
    if grade < FIRST_GRADED:
        return ()
    if grade < NINTH:
        return tuple(CourseProfile(f"{code}-{grade}", f"{subject} {grade}", subject, True) for code, subject in _CORE)
    year = grade - NINTH
    core = (CourseProfile(f"{code}-{grade}", _TITLES[code][year], subject, True) for code, subject in _CORE)
    return (*core, *(CourseProfile(f"{code}-{grade}", title, subject, False) for code, title, subject in _ELECTIVES))


_CORE = (
    ("ELA", "English Language Arts"), ("MAT", "Mathematics"), ("SCI", "Science"), ("SOC", "Social Studies"),
)  # fmt: skip
_TITLES = {
    "ELA": ("English I", "English II", "English III", "English IV"),
    "MAT": ("Algebra I", "Geometry", "Algebra II", "Statistics"),
    "SCI": ("Biology", "Chemistry", "Physics", "Environmental Science"),
    "SOC": ("World History", "Geography", "United States History", "Government"),
}
_ELECTIVES = (
    ("ART", "Studio Art", "Fine and Performing Arts"),
    ("CTE", "Health Science", "Career and Technical Education"),
)
