"""A partnership with everything that is known of it."""

from datetime import date
from typing import Annotated

import strawberry

from schema.common import ids
from schema.common.conversion import object_of
from schema.common.fields import resolver
from schema.common.node import Node
from schema.common.paging import After, Before, Connection, First, Last, bounds, connection
from schema.context import Info
from schema.districts.entities import District, district
from schema.execution.loop_turns import own_turn
from schema.partnerships.convert import question_of
from schema.partnerships.enum_values import of
from schema.partnerships.enums import (
    ActivationLackCode,
    Duty,
    PartnerKind,
    PartnershipCondition,
    PartnershipKind,
    PartnershipStatus,
    Permission,
    Side,
)
from schema.partnerships.inputs import QuestionInput
from schema.partnerships.objects import actions as outcomes
from schema.partnerships.objects import check_ins as meetings
from schema.partnerships.objects import goals as aims
from schema.partnerships.objects.attention import Attention, entry_shown
from schema.partnerships.objects.health import Health, health
from schema.partnerships.objects.history import RecordedEvent, SinceVersion, recorded_event
from schema.partnerships.objects.investment import Investment
from schema.partnerships.objects.learner_value import head_count, learner_value
from schema.partnerships.objects.partnership_parts import ActivationLack, Lead, Need, Partner, Places, Withdrawal
from schema.partnerships.objects.question_preview import QuestionPreview, audiences_of
from schema.partnerships.objects.stories import Story, story
from schema.partnerships.objects.vision import Vision, vision
from services.commands.model import CommandError
from services.core.access import permissions_in
from services.core.partnerships import continuity
from services.core.partnerships.partnership import ENDED, Named
from services.core.partnerships.partnership import Partnership as State
from services.core.partnerships.placements import places_taken
from services.core.partnerships.timeline import at
from services.core.partnerships.validation import activation_lacks
from services.core.partnerships.vision import with_wordings_of
from services.query.partnerships.attention import goal_questions, metric_accumulates, of_view, year_before
from services.query.partnerships.kpi_questions import KpiQuestion
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="A partnership of school districts with organisations of their community.")
class Partnership(Node):
    view: strawberry.Private[PartnershipView]
    partnership_id: str = strawberry.field(description="Its id in events, and in the dimension `partnership`.")
    name: str = strawberry.field(description="The name of the partnership.")
    kind: PartnershipKind = strawberry.field(description="What it is about.")
    status: PartnershipStatus = strawberry.field(description="Where it stands on the day.")
    begin: date = strawberry.field(description="The first day of the agreement.")
    end: date | None = strawberry.field(description="The last day of the agreement; null: open.")
    version: int = strawberry.field(description="How many events are in it: what `expectedVersion` is compared with.")
    as_of: date = strawberry.field(description="The day that all of this is about.")
    time_zone: str = strawberry.field(
        description="The IANA name of the time zone in which its days begin and end, such as `America/Chicago`: that "
        "of the district named first. What is due or overdue today goes by it."
    )
    partners: list[Partner] = strawberry.field(description="The organisations beside the districts.")
    minimum_n: int = strawberry.field(
        description="The least n that applies, by the policies of its districts: values that fewer learners are behind "
        "are SUPPRESSED for whoever is outside one of its districts and has a data-sharing agreement."
    )
    hidden_below: int | None = strawberry.field(
        description="The same for you: null if you are inside all of its districts, where nothing is hidden from you; "
        "2147483647, more than there are learners, if no data-sharing agreement with you is in force."
    )
    district_ids: list[str] = strawberry.field(description="Ids of its districts, also of those you may not see.")

    @resolver("Its districts, as far as you may see them.")
    async def districts(self, info: Info) -> list[District]:
        described = await info.context.districts.load_many(self.district_ids)
        return [district(known) for known in described if known is not None]

    @resolver("What is to be known of it as a whole besides its status, such as that its last day has passed.")
    def conditions(self) -> list[PartnershipCondition]:
        expired = self.view.shown.expired_since(self.view.day) is not None
        return [PartnershipCondition.EXPIRED] if expired else []

    @resolver("What needs somebody on the day, what has waited longest first; nothing once it is closed.")
    async def attention(self, info: Info) -> list[Attention]:
        pairs = goal_questions(self.view).values()
        questions = [question for pair in pairs for question in pair if question is not None]
        answers = dict(zip(questions, await info.context.values.load_many(questions), strict=True))
        return [entry_shown(entry) for entry in of_view(self.view, answers)]

    @resolver("What you may change in it.")
    def permissions(self, info: Info) -> list[Permission]:
        names = permissions_in(info.context.principal, self.view.target)
        return [of(Permission, name) for name in names]

    @resolver("What it still lacks before it can be activated on the day; empty of one that is active or has ended.")
    def activation_lacks(self) -> list[ActivationLack]:
        shown, day = self.view.shown, self.view.day
        if shown.status_on(day) in ("active", *ENDED):
            return []
        return [
            ActivationLack(
                code=of(ActivationLackCode, lack.code),
                side=of(Side, lack.side) if lack.side else None,
                clause_id=lack.clause,
            )
            for lack in activation_lacks(with_wordings_of(shown, day), day)
        ]

    @resolver("Who leads and oversees now, by side and duty; vacant places among them.")
    def leads(self) -> list[Lead]:
        return self._leads()

    @resolver("Sides without a lead now. A place that is filled on the day on which it became vacant was never vacant.")
    def vacancies(self) -> list[Lead]:
        return [lead for lead in self._leads() if lead.name is None and lead.duty is Duty.LEAD]

    @resolver("Every change of leads and oversight, by date.")
    def lead_history(self) -> list[Lead]:
        timelines = self.view.shown.leads.items()
        changes = [_lead(key, entry.since, entry.value) for key, timeline in timelines for entry in timeline]
        return sorted(changes, key=lambda lead: lead.since)

    @resolver("Equal investment: what each side pledged and put in.")
    def investment(self) -> Investment:
        return Investment(view=self.view)

    @resolver("Shared vision: clauses and who endorsed them.")
    def vision(self) -> Vision:
        return vision(self.view)

    @resolver("Quarterly check-ins: due, held and missed.")
    async def check_ins(self) -> meetings.CheckIns:
        await own_turn()
        return meetings.check_ins(self.view)

    @resolver("Goals on KPIs of the learners who take part.")
    def goals(self) -> list[aims.Goal]:
        return aims.goals(self.view)

    @resolver("What stands or stood in the way.")
    def challenges(self) -> list[outcomes.Challenge]:
        return outcomes.challenges(self.view)

    @resolver("What somebody is to do.")
    def actions(self) -> list[outcomes.Action]:
        return outcomes.actions(self.view)

    @resolver("Changes of the agreement, also those that take effect later.")
    def amendments(self) -> list[outcomes.Amendment]:
        return outcomes.amendments(self.view)

    @resolver("What the sides need of each other.")
    def needs(self) -> list[Need]:
        needs = self.view.shown.needs.items()
        return [Need(need_id=key, side=of(Side, item.side), text=item.text, date=item.date) for key, item in needs]

    @resolver("Places for learners: how many, taken, and waited for.")
    def places(self) -> Places:
        shown, hidden_below = self.view.shown, self.view.hidden_below
        waiting = sum(stay.placed is None and stay.released is None for stay in shown.stays)
        return Places(
            capacity=at(shown.capacities, self.view.day),
            taken=head_count(places_taken(shown, self.view.day), hidden_below),
            waiting=head_count(waiting, hidden_below),
        )

    @resolver("Success stories that you may read, the newest first; those of one day by their ids.")
    def stories(self) -> list[Story]:
        stories = sorted(self.view.shown.stories.items(), key=lambda item: (-item[1].date.toordinal(), item[0]))
        inside = self.view.inside
        return [story(key, item, self.view) for key, item in stories if inside or item.published.audience != "district"]

    @resolver(
        "What a question about its learners answers, before a goal is set or a story is published on it. Questions "
        "that these could not rest on are refused with the same codes. Nothing is recorded."
    )
    async def preview(
        self,
        info: Info,
        question: Annotated[QuestionInput, strawberry.argument(description="The KPI question to try out.")],
    ) -> QuestionPreview:
        wanted, context, view = question_of(question), info.context, self.view
        try:
            await context.commands.check_question(context.principal, self.partnership_id, wanted)
        except CommandError as error:
            raise CommandError(error.code, error.path.removeprefix("input."), str(error)) from None
        kpi_question = KpiQuestion(self.partnership_id, view.shown.districts, wanted, view.day)
        before = year_before(kpi_question)
        now, then = await info.context.values.load_many([kpi_question, before])
        return QuestionPreview(
            key=self.partnership_id,
            question=wanted,
            value=learner_value(now, view.hidden_below_of(wanted)),
            last_year_day=before.day,
            last_year=learner_value(then, view.hidden_below_of(wanted)),
            accumulates=metric_accumulates(wanted.metric),
            audiences=audiences_of(now, view, wanted),
        )

    @resolver(
        "Every event that is in it, the oldest first, whatever the day asked about. To somebody outside one of its "
        "districts no event says that a learner came or went."
    )
    async def events(
        self,
        info: Info,
        since_version: SinceVersion = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[RecordedEvent]:
        part, context = bounds(first, after, last, before, default=50), info.context
        own, since = self.partnership_id, since_version or 0
        page = await context.partnerships.events(context.principal, own, since, part.size, part.after, part.end)
        return connection(page, recorded_event)

    @resolver("What was taken back by the day, in the order in which that was said.")
    def withdrawals(self) -> list[Withdrawal]:
        return [
            Withdrawal(
                what=item.what,
                subject=None if item.what == "participant" else item.id,
                by=item.by,
                reason=item.reason,
                date=item.date,
            )
            for item in self.view.shown.withdrawals
        ]

    @resolver("The five strategies, scored. A proposal that was withdrawn has no scores.")
    async def health(self) -> Health:
        await own_turn()  # it takes milliseconds, and a list may have many partnerships
        return health(self.view)

    @resolver(
        "Days with a lead on both sides, in percent of the days since it was first active, up to today or the closing. "
        "Pauses and days after the last day of the agreement are among them."
    )
    def leadership_continuity(self) -> float | None:
        return continuity.continuity(self.view.shown, self.view.day).share

    @resolver("Days from a challenge or vacancy to its resolution, on average; those that go on count up to now.")
    def adaptation_days(self) -> float | None:
        return continuity.adaptation_days(self.view.shown, self.view.day)

    def _leads(self) -> list[Lead]:
        shown, day = self.view.shown, self.view.day
        leads = []
        for side in Side:
            for duty in Duty:
                timeline = shown.leads.get(f"{side.name}.{duty.name}".lower(), ())
                since = max((entry.since for entry in timeline if entry.since <= day), default=shown.proposed)
                leads.append(_named(side, duty, since, at(timeline, day)))
        return leads


@object_of.register(PartnershipView)
def partnership(view: PartnershipView) -> Partnership:
    shown: State = view.shown
    return Partnership(
        id=strawberry.ID(ids.encode("Partnership", shown.id)),
        view=view,
        partnership_id=shown.id,
        name=shown.name,
        kind=of(PartnershipKind, shown.kind),
        status=of(PartnershipStatus, shown.status_on(view.day)),
        begin=shown.begin,
        end=at(shown.ends, view.day),
        version=view.version,
        as_of=view.day,
        time_zone=view.terms.time_zone,
        partners=partners_of(view),
        minimum_n=view.terms.minimum_n,
        hidden_below=view.hidden_below,
        district_ids=list(shown.districts),
    )


def partners_of(view: PartnershipView) -> list[Partner]:
    return [
        Partner(partner_id=partner.id, name=partner.name, kind=of(PartnerKind, partner.kind))
        for partner in view.shown.partners
    ]


def _lead(key: str, since: date, who: Named | None) -> Lead:
    side, duty = key.split(".")
    return _named(of(Side, side), of(Duty, duty), since, who)


def _named(side: Side, duty: Duty, since: date, who: Named | None) -> Lead:
    name, role = (who.name, who.role) if who else (None, None)
    return Lead(side=side, duty=duty, name=name, role=role, since=since)
