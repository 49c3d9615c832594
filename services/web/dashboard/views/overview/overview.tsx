import { useArrival } from "../../api/arrival.ts";
import { allPages } from "../../api/pages.ts";
import { useQuery } from "../../api/use_query.ts";
import { useViewer } from "../../api/viewer.ts";
import { type Address, go, withParameters } from "../../app/router.ts";
import { TourStep } from "../../app/tour.tsx";
import { usePageTitle } from "../../app/title.ts";
import { Districts, type DistrictsQuery } from "../../operations/generated.ts";
import { Rich } from "../../parts/rich.tsx";
import { Section } from "../../parts/section.tsx";
import { Cut, Part } from "../../parts/states.tsx";
import { arrivingText, isArriving } from "../../sentences/arrival.ts";
import { commonZone, dayOf } from "../../sentences/dates.ts";
import { worstHealthAnswer } from "../../sentences/health.ts";
import { gap, overviewLead, type Rate } from "../../sentences/peers.ts";
import { AttentionList } from "./attention_list.tsx";
import { type DistrictRow, districtRows, districtsSentence, DistrictsTable, DistrictWords } from "./districts_table.tsx";
import { Figures } from "./figures.tsx";
import { FilterSentence } from "./filter_sentence.tsx";
import { Investment, type Unvalued } from "./investment.tsx";
import { Months, monthsOf } from "./months.tsx";
import { isOver, type OverviewPartnership } from "./partnerships.ts";
import { PartnershipList } from "./partnership_list.tsx";
import { PartnershipWords } from "./partnerships_table.tsx";
import { Peers, peerPair } from "./peers.tsx";
import { useOverview } from "./questions.ts";
import { comparedWith, periodText, questionOf, rateOf, rateParameter, type Selection, selectionOf, shortComparison } from "./selection.ts";
import { Stories, storiesOf } from "./stories.tsx";

/** The consortium at a glance: does it work, who puts in what, what needs me? */
export function Overview({ address }: { address: Address }) {
  usePageTitle("Overview");
  const districts = useQuery(Districts, {}, allPages("districts"));
  const zone = zoneOf(districts.data?.districts.nodes, address.parameters.get("district"));
  const today = dayOf(new Date(), zone);
  const selection = selectionOf(address, today);
  const asked = { ...useOverview(selection, today), districts };
  const viewer = useViewer();
  const arrival = useArrival();
  const rate = rateOf(address);

  const all = asked.partnerships.data?.partnerships.nodes;
  const shown = all?.filter((partnership) => !isOver(partnership));
  const pairs = (by: Rate) => {
    const answer = asked.peers.data?.metricQuery;
    return answer && asked.compared ? asked.compared.map((partnership) => peerPair(partnership, answer, by)) : [];
  };
  const rows = all && asked.numbers.data && asked.districts.data && districtRows(inScope(asked.districts.data.districts.nodes, selection), asked.numbers.data.metricQuery, shown ?? []);
  if (selection.district && asked.districts.data && !inScope(asked.districts.data.districts.nodes, selection).length) return <NoDistrict />;
  const change = (changes: Readonly<Record<string, string | null>>) => go(withParameters(address, changes), { replace: true });
  const period = periodText(selection);
  return (
    <>
      <FilterSentence selection={selection} today={today} zone={zone} districts={asked.districts.data?.districts.nodes ?? []} onChange={change} />
      <TourStep at={0} />
      <h1 class="lead">{shown && asked.peers.data && asked.consortium.data ? <Rich text={overviewLead(asked.compared?.length ?? 0, asked.consortium.data.consortium.taken.value, pairs("attendance_rate"), asked.consortium.data.consortium.minimumN, isArriving(arrival))} /> : <span class="pending">Tandem</span>}</h1>
      {isArriving(arrival) && <p class="notice plain"><Rich text={arrivingText(arrival)} /></p>}
      <Figures
        consortium={asked.consortium.data?.consortium}
        standing={asked.standing.data?.metricQuery}
        invested={asked.invested.data?.metricQuery}
        months={asked.trends.data?.metricQuery}
        past={asked.past.data}
        compared={comparedWith(selection)}
      />
      <div class="two">
        <div>
          <Peers before={shortComparison(selection)} pairs={pairs(rate)} rate={rate} onRate={(next) => change({ rate: rateParameter(next) })} answer={asked.peers} period={period} explorer={explorerLink(selection, rate)} />
          {asked.months.data?.[0] && asked.months.data[1] && asked.consortium.data && (
            <Months
              months={monthsOf(asked.months.data[0].metricQuery, asked.months.data[1].metricQuery, rate)}
              rate={rate}
              least={asked.consortium.data.consortium.minimumN}
              title={`All learners of ${selection.district ? "the district" : "the districts"}, month by month`}
            />
          )}
        </div>
        <div>
          <TourStep at={1} />
          <AttentionList answer={asked.attention} partnerships={all ?? []} isLoading={isArriving(arrival)} />
        </div>
      </div>
      <Investment invested={asked.invested} unvalued={unvaluedOf(all ?? [], selection)} period={period} />
      <TourStep at={2} />
      <Section
        id="partnerships"
        question="How is each partnership doing?"
        action={viewer?.permissions.includes("PROPOSE_PARTNERSHIP") && <a class="button quiet no-print" href="/partnerships#propose">Propose a partnership</a>}
        answer={`${worstHealthAnswer(asked.compared ?? [])} The five bars are always in the same order: investment, vision, check-ins, data, flexibility. A coloured bar is the lowest, where it is below 70.`.trim()}
        source={<PartnershipWords />}
      >
        <Part answer={asked.partnerships} lines={8}>
          {({ partnerships: { nodes, totalCount } }) => (
            <>
              <PartnershipList {...{ address, change }} shown={shown ?? []} attention={asked.attention.data?.attention.nodes ?? []} over={(all ?? []).filter(isOver)} gapOf={(id) => pairs("attendance_rate").filter((pair) => pair.id === id).map(gap)[0] ?? null} />
              <Cut shown={nodes.length} total={totalCount} what="partnerships" todo="Choose one district above to see all of its own." />
            </>
          )}
        </Part>
      </Section>
      <DistrictsSection address={address} rows={rows} asked={asked} selection={selection} partnerships={shown?.length ?? 0} period={period} />
      {all && <Stories stories={storiesOf(all)} />}
    </>
  );
}

/** A link to a district that is not there, or not the reader's: no zero is told of it. */
const NoDistrict = () => (
  <>
    <h1 class="name">There is no such district.</h1>
    <p>Nothing has this address, or it is not yours to see. <a href="/">All districts together</a></p>
  </>
);

/** Where today is: in the districts that the page is about; null where they lie in several time zones, undefined until that is known. */
const zoneOf = (districts: DistrictsQuery["districts"]["nodes"] | undefined, only: string | null): string | null | undefined =>
  districts && commonZone(only ? districts.filter(({ districtId }) => districtId === only) : districts);

const inScope = <District extends { readonly districtId: string }>(districts: readonly District[], { district }: Selection) =>
  district ? districts.filter(({ districtId }) => districtId === district) : districts;

const explorerLink = (selection: Selection, rate: Rate) =>
  `/explorer?q=${encodeURIComponent(JSON.stringify(questionOf(selection, [rate], { groupBy: ["partnership", "cohort"] })))}`;

/** Contributions of the selected school year whose worth nobody knows. */
function unvaluedOf(partnerships: readonly OverviewPartnership[], { year }: Selection): Unvalued {
  const begin = `${(year ?? 0) - 1}-07-01`;
  const counts = partnerships.map((partnership) => ({ partnership, count: partnership.investment.byPeriod.filter(({ period }) => period === begin).reduce((sum, { unvalued }) => sum + unvalued, 0) }));
  const most = counts.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count)[0];
  return { count: counts.reduce((sum, { count }) => sum + count, 0), partnership: most?.partnership };
}

function DistrictsSection({ address, rows, asked, selection, partnerships, period }: {
  address: Address;
  rows: readonly DistrictRow[] | undefined;
  asked: Pick<ReturnType<typeof useOverview>, "numbers" | "consortium">;
  selection: Selection;
  partnerships: number;
  period: string;
}) {
  const totals = asked.numbers.data?.metricQuery.totals ?? null;
  const before = selection.compare === "before" ? "the three months before" : selection.isCurrentYear || selection.year === null ? "this day last year" : "the year before";
  const least = asked.consortium.data?.consortium.minimumN;
  const answer = rows && least !== undefined && selection.compare !== "none" ? districtsSentence(totals, rows, before, least) : undefined;
  return (
    <Section id="districts" question="How are the districts doing?" answer={answer} source={<><code>members</code>, <code>attendance_rate</code>, <code>chronic_absence_rate</code> and <code>reporting_completeness</code> by <code>district</code>, {period} · <DistrictWords /></>}>
      <Part answer={asked.numbers} lines={6}>{() => rows && <DistrictsTable rows={rows} totals={totals} partnerships={partnerships} period={period} address={address} parameter="sortDistricts" />}</Part>
    </Section>
  );
}
