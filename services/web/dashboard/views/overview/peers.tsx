import { keyOf, type MetricAnswer, valueOf } from "../../api/metrics.ts";
import type { Answer } from "../../api/use_query.ts";
import { ChartTable, written } from "../../charts/chart_table.tsx";
import { Dumbbell } from "../../charts/dumbbell.tsx";
import { Term } from "../../glossary/term.tsx";
import { Section } from "../../parts/section.tsx";
import { Part } from "../../parts/states.tsx";
import { count, percent, signed } from "../../sentences/numbers.ts";
import { byGap, gap, learnersNote, type Pair, pairLabel, peersAnswer, type Rate } from "../../sentences/peers.ts";
import type { OverviewPartnership } from "./partnerships.ts";

export interface PeerPair extends Pair {
  readonly participants: Pair["participants"] & { readonly status: string };
  readonly id: string;
  /** The gap of the comparison, such as a year before. */
  readonly gapBefore: number | null;
}

/** A partnership's participants and peers, from an answer by partnership and cohort. */
export function peerPair(partnership: Pick<OverviewPartnership, "id" | "partnershipId" | "name" | "minimumN">, answer: MetricAnswer, rate: Rate): PeerPair {
  const rows = answer.rows.nodes.filter((row) => keyOf(row, "partnership") === partnership.partnershipId);
  const of = (cohort: string) => valueOf(rows.find((row) => keyOf(row, "cohort") === cohort), rate);
  const [participants, peers] = [of("participant"), of("peer")];
  const isCompared = participants.baseline !== null && peers.baseline !== null;
  return {
    id: partnership.id,
    name: partnership.name,
    participants: { value: participants.value, n: participants.n, status: participants.status },
    peers: { value: peers.value, n: peers.n },
    minimumN: partnership.minimumN,
    gapBefore: isCompared ? (participants.baseline ?? 0) - (peers.baseline ?? 0) : null,
  };
}

const QUESTIONS: Readonly<Record<Rate, string>> = {
  attendance_rate: "Do participants come to school more than peers?",
  chronic_absence_rate: "Are fewer participants chronically absent than peers?",
};
const SMALL = 20;

export function Peers({ before, pairs, rate, onRate, answer, period, explorer }: {
  /** What the comparison is called beside a number, such as "last year". */
  before: string;
  pairs: readonly PeerPair[];
  rate: Rate;
  onRate: (rate: Rate) => void;
  answer: Answer<unknown>;
  period: string;
  /** The same question in the explorer. */
  explorer: string;
}) {
  const isBetterHigh = rate === "attendance_rate";
  const order = byGap(pairs, isBetterHigh);
  return (
    <Section
      id="peers"
      question={QUESTIONS[rate]}
      answer={answer.data === undefined ? undefined : peersAnswer(order, rate)}
      action={<RateSwitch rate={rate} onRate={onRate} />}
      source={<><Term name={isBetterHigh ? "attendance" : "chronic"}>{isBetterHigh ? "Attendance rate" : "Chronic absence"}</Term> of participants and <Term name="peers">peers</Term>, {period}, differences in <Term name="points">points</Term> · <code>{rate}</code> by <code>cohort</code> · <a href={explorer}>Open in the explorer</a></>}
    >
      <Part answer={answer} lines={8}>
        {() => (
          <>
            <Dumbbell rows={order.map((pair) => chartRow(pair, before))} />
            <PeersTable pairs={order} before={before} />
          </>
        )}
      </Part>
    </Section>
  );
}

function RateSwitch({ rate, onRate }: { rate: Rate; onRate: (rate: Rate) => void }) {
  const choices: [Rate, string][] = [["attendance_rate", "Attendance"], ["chronic_absence_rate", "Chronic absence"]];
  return (
    <div class="switch" role="group" aria-label="Measure">
      {choices.map(([value, text]) => <button key={value} type="button" aria-pressed={rate === value} onClick={() => onRate(value)}>{text}</button>)}
    </div>
  );
}

function chartRow(pair: PeerPair, before: string) {
  const difference = gap(pair);
  return {
    label: <a href={`/partnerships/${pair.id}`}>{pair.name}</a>,
    note: learnersNote(pair.participants),
    description: pairLabel(pair),
    participants: pair.participants.value,
    peers: pair.peers.value,
    isSmall: (pair.participants.n ?? 0) < SMALL,
    end: difference === null ? "–" : signed(difference),
    endNote: pair.gapBefore === null ? "" : `${before} ${signed(pair.gapBefore)}`,
  };
}

function PeersTable({ pairs, before }: { pairs: readonly PeerPair[]; before: string }) {
  const columns = ["Partnership", "Participants", "Learners", "Peers", "Learners", "Difference, points", `Difference, ${before}`].map((name) => ({ name }));
  const rows = pairs.map((pair) => ({
    key: pair.id,
    cells: [pair.name, written(pair.participants.value, percent), written(pair.participants.n, count), written(pair.peers.value, percent), written(pair.peers.n, count), written(gap(pair), signed), written(pair.gapBefore, signed)],
  }));
  return <ChartTable label="Participants and peers" columns={columns} rows={rows} />;
}
