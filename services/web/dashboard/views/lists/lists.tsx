import { NewProposal } from "../../forms/proposal_form.tsx";
import { useLiveRow, useLiveVersions } from "../../api/live_rows.ts";
import { allPages, allPartnerships } from "../../api/pages.ts";
import { useQuery } from "../../api/use_query.ts";
import { useViewer } from "../../api/viewer.ts";
import { announce } from "../../app/announcer.tsx";
import { isPublic } from "../../app/audience.ts";
import { go, withParameters } from "../../app/router.ts";
import { useToday } from "../../app/today.ts";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { AttentionItems, ConsortiumTotals, Districts as DistrictNames, OverviewPartnerships, StoriesForEverybody, StoriesOfPartnerships } from "../../operations/generated.ts";
import { Rich } from "../../parts/rich.tsx";
import { Cut, Empty, Failed, Part, Skeleton } from "../../parts/states.tsx";
import { worstHealthAnswer } from "../../sentences/health.ts";
import { byText } from "../../sentences/stories.ts";
import { gap } from "../../sentences/peers.ts";
import { DISTRICT_METRICS, districtRows, districtsSentence, DistrictsTable, DistrictWords } from "../overview/districts_table.tsx";
import { followedOf } from "../overview/followed.ts";
import { isOver, isRunning } from "../overview/partnerships.ts";
import { PartnershipList } from "../overview/partnership_list.tsx";
import { PartnershipWords } from "../overview/partnerships_table.tsx";
import { peerPair } from "../overview/peers.tsx";
import { peersQuestion } from "../overview/questions.ts";
import { isUnknownDistrict, periodText, questionOf, selectionOf } from "../overview/selection.ts";
import { StoryCards, storiesOf } from "../overview/stories.tsx";

/** All partnerships as a table. */
export function Partnerships({ address }: ViewProps) {
  usePageTitle("Partnerships");
  const selection = selectionOf(address, useToday());
  const all = useQuery(OverviewPartnerships, { where: selection.district ? { districts: [selection.district] } : null }, allPartnerships);
  const attention = useQuery(AttentionItems, { districts: selection.district ? [selection.district] : null }, allPages("attention"));
  useLiveVersions(followedOf(all.data?.partnerships.nodes ?? []), () => {
    all.again();
    attention.again();
    announce("A partnership on this page was updated.");
  });
  const districts = useQuery(DistrictNames, selection.district ? {} : null, allPages("districts")).data?.districts.nodes;
  const running = (all.data?.partnerships.nodes ?? []).filter(isRunning);
  const peers = useLiveRow(peersQuestion({ ...selection, compare: "none" })).data?.metricQuery;
  const gaps = new Map(running.map((partnership) => [partnership.id, peers ? gap(peerPair(partnership, peers, "attendance_rate")) : null]));
  if (isUnknownDistrict(selection.district, districts?.map(({ districtId }) => districtId))) {
    return <><h1 class="name">There is no such district</h1><p class="sub">Nothing has this address, or it is not yours to see. <a href="/partnerships">All partnerships</a></p></>;
  }
  return (
    <>
      <h1 class="name">Partnerships</h1>
      <p class="sub">The five bars are always in the same order: investment, vision, check-ins, data, flexibility. A coloured bar is the lowest, where it is below 70.</p>
      {all.data && <p class="answer"><Rich text={worstHealthAnswer(running)} /></p>}
      <NewProposal />
      <Part answer={all} lines={8}>
        {({ partnerships: { nodes, totalCount } }) => (
          <>
          <PartnershipList
            address={address}
            change={(changes) => go(withParameters(address, changes), { replace: true })}
            shown={nodes.filter((partnership) => !isOver(partnership))}
            over={nodes.filter(isOver)}
            attention={attention.data?.attention.nodes ?? []}
            gapOf={(id) => gaps.get(id) ?? null}
          />
          <Cut shown={nodes.length} total={totalCount} what="partnerships" todo={<a href="/explorer">Ask for the others in the explorer</a>} />
          </>
        )}
      </Part>
      <p class="source"><PartnershipWords /></p>
    </>
  );
}

/** All districts as a table. */
export function Districts({ address }: ViewProps) {
  usePageTitle("Districts");
  const selection = selectionOf(address, useToday());
  const names = useQuery(DistrictNames, {}, allPages("districts"));
  const partnerships = useQuery(OverviewPartnerships, { where: null }, allPages("partnerships"));
  const numbers = useLiveRow(questionOf(selection, DISTRICT_METRICS, { groupBy: ["district"], totals: true }));
  const running = (partnerships.data?.partnerships.nodes ?? []).filter((partnership) => !isOver(partnership));
  const rows = names.data && numbers.data && districtRows(names.data.districts.nodes, numbers.data.metricQuery, running);
  const totals = numbers.data?.metricQuery.totals ?? null;
  const least = useQuery(ConsortiumTotals, { districts: null }).data?.consortium.minimumN;
  return (
    <>
      <h1 class="name">Districts</h1>
      <p class="sub">{rows && least !== undefined && <Rich text={districtsSentence(totals, rows, "this day last year", least)} />}</p>
      <Part answer={numbers} lines={6}>
        {() => rows && <DistrictsTable rows={rows} totals={totals} partnerships={running.length} period={periodText(selection)} address={address} parameter="sort" />}
      </Part>
      <p class="source"><DistrictWords /></p>
      <p class="actions"><a class="button quiet" href="/data-sharing">What districts share, and with whom</a></p>
    </>
  );
}

/** All stories that the reader may read, the latest first: those for everybody, and those of their partnerships. */
export function Stories(_: ViewProps) {
  usePageTitle("Stories");
  const viewer = useViewer();
  const open = useQuery(StoriesForEverybody, {}, allPages("stories"));
  const own = useQuery(StoriesOfPartnerships, viewer && !isPublic(viewer) ? {} : null, allPages("partnerships"));
  const isWhole = viewer !== undefined && (isPublic(viewer) || own.data !== undefined);
  return (
    <>
      <h1 class="name">Stories</h1>
      <p class="sub">What happened, each with one number that anybody can check.</p>
      {own.problem && <Failed problem={own.problem} again={own.again} hasOlder={own.data !== undefined} />}
      <Part answer={open} lines={6}>
        {({ stories: { nodes, totalCount } }) => {
          const stories = storiesOf(own.data?.partnerships.nodes ?? [], nodes.map((told) => ({ story: told.story, partnership: byText(told) })));
          if (!stories.length) return isWhole ? <Empty says="No story was published yet." /> : <Skeleton lines={6} />;
          return (
            <>
              <StoryCards stories={stories} heading="h2" />
              <Cut shown={nodes.length} total={totalCount} what="stories for everybody" todo="The latest are shown." />
            </>
          );
        }}
      </Part>
    </>
  );
}
