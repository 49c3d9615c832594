"""`docs/access.md`: who may see and do what, written from the table that decides it."""

from collections.abc import Iterable

from services.cli.markdown import GENERATED, table
from services.core.access import Operation, Role
from services.core.access.operations import NOT_BUILT
from services.core.access.table import FOR_ANYBODY, TABLE, AccessRule, Verdict, rule_of

_WORDS = {Verdict.NO: "–", Verdict.YES: "own", Verdict.PARTICIPANTS: "own participants", Verdict.PROTECTED: "protected"}


def access_page() -> str:
    """The page as Markdown."""
    return "\n".join(
        [
            "# Who may see and do what",
            GENERATED,
            _INTRODUCTION,
            "## Roles",
            "",
            *table(("role", "who that is", "what a grant of it names"), _roles()),
            "",
            "## The table",
            _READING,
            *table(("", *(f"`{role}`" for role in Role)), _rows(op for op in TABLE if op not in NOT_BUILT)),
            _RULES,
            "## What is decided and not built yet",
            _LATER,
            *table(("", *(f"`{role}`" for role in Role)), _rows(op for op in TABLE if op in NOT_BUILT)),
            _MISSING,
        ]
    )


def _roles() -> Iterable[tuple[str, ...]]:
    return ((f"`{role}`", who, scope) for role, (who, scope) in _ROLES.items())


def _rows(operations: Iterable[Operation]) -> Iterable[tuple[str, ...]]:
    return ((_name(op), *(_answer(rule_of(role, op)) for role in Role)) for op in operations)


def _name(operation: Operation) -> str:
    return f"{operation} (anybody)" if operation in FOR_ANYBODY else str(operation)


def _answer(rule: AccessRule) -> str:
    return _WORDS[rule.shared if rule.own is Verdict.NO else rule.own]


_ROLES = {
    Role.CONSORTIUM_ANALYST: ("compares districts that share with the consortium", "districts, or all"),
    Role.DISTRICT_ADMIN: ("answers for a district and its data", "districts"),
    Role.DISTRICT_ANALYST: ("reads all numbers of a district", "districts"),
    Role.SCHOOL_LEADER: ("reads all numbers of schools", "districts, schools, and maybe partnerships"),
    Role.PARTNER: ("works for a partner organisation", "partnerships or organisations"),
    Role.COORDINATOR: ("runs the partnerships of a district", "districts, and maybe partnerships"),
    Role.PUBLISHER: ("a system that sends events", "districts, and types of events"),
    Role.OPERATOR: ("keeps the server running", "nothing"),
}
_INTRODUCTION = """
Whoever asks is a principal: a name, and grants. A grant is a role within a scope (districts, schools, partnerships,
organisations, types of events) from one moment until another. A part of the scope that is left out stands for all
there are. Several grants add up: what one of them allows is allowed. Grants that are not in force count for nothing.

A server without sign-in has one principal, `development`, who may do everything; it listens on loopback only. The
sample people of its sign-in menu are held to their roles. Where sign-in is configured, every request needs a
credential ([sign-in.md](sign-in.md)); in the schema, somebody who has none is shown `viewer` and the stories that
were published for everybody, and nothing else. `viewer { kind grants { role districts schools until } permissions
until }` says who one is, what one may do, and until when.
"""
_READING = """
`own`: within the scope of the grant. `own participants`: of participants of the partnerships in scope, without
attributes of learners, cohorts or peers. `protected`: only under a data-sharing agreement in force, and from a
protected release. –: refused in the same way as what is not there.
"""
_RULES = """
Some of these rules in other words:

- **Inside and outside.** A number that comes from learners is shown as it is to whoever may see all of these
  learners: the district's administrators and analysts, and the leaders of a school for their school. Partners,
  consortium analysts and other districts are outside. They need an agreement and a release, and there are no releases
  yet, so **today they get no number that comes from learners**: no metric, no value of a goal, no part of the health
  that comes from learners, no count of places that are taken. `explain` says so. A story that was published for
  everybody shows its evidence to everybody, as long as at least `minimumN` learners are behind it.
- **Facts of partnerships** (contributions, check-ins, clauses, goals without their values) are no learner data.
  Whoever may see one of its districts sees a partnership, its partner does, and so does a school leader with
  participants at their school, or whose grant names the partnership.
- **School leaders** see their schools: questions of learners are answered at level SCHOOL, and of no other school is
  there a name, a value of a dimension, or a total.
- **Coordinators** may ask about the participants of their partnerships, by partnership, phase, school or grade level.
  Any other question of learners is answered as if there were nobody.
- **Scope is a condition of the plan**, never a filter on its rows, so `totalCount`, cursors, costs, `explain`, values
  of dimensions and suggestions know of nothing else.
- **A foreign id looks like a missing one**: the same code, the same text, and the same number of reads of the store.
- **Each side speaks for itself.** An endorsement, a lead, a pledge, a contribution, a need and an action belong to a
  side, and whoever acts for the other one is refused.
- **Partners publish stories for the partners**; a story needs evidence, and without an agreement there is none for
  them.
- **A publisher** is refused event by event: FORBIDDEN at `/type` for a type and at `/partitionkey` for a district or
  partnership that the key does not name, whether or not it exists.
- **An export** is found by whoever started it, as long as they see what they saw then.
"""
_LATER = """
The API has nothing of these yet. Who will be allowed them is in the same table.
"""
_MISSING = """
Not built yet, and so not in force: that agreements share anything, and protected releases (which is why what is
`protected` is refused everywhere, also where an agreement is signed), the audit of reads and writes, erasure, and
grants that are given through the API. `POST /imports` does not exist: the lines about imports hold for the commands
of a later version, and `tandem import` on the server itself asks for no role. Queries can be shared with the
districts that one sees; sharing with the whole consortium is not there yet.
"""
