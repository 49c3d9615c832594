import { keyOf, type MetricAnswer, valueOf } from "../../api/metrics.ts";
import type { Answer } from "../../api/use_query.ts";
import { Tandem } from "../../charts/tandem.tsx";
import { Term } from "../../glossary/term.tsx";
import { Section } from "../../parts/section.tsx";
import { Part } from "../../parts/states.tsx";
import { investmentAnswer, kindText, type Put } from "../../sentences/investment.ts";

/** What both sides put in, by kind; the largest kinds first. */
export function investmentRows(answer: MetricAnswer): Put[] {
  const byKind = new Map<string, { district: number; partner: number }>();
  for (const row of answer.rows.nodes) {
    const kind = keyOf(row, "contribution_kind") ?? "";
    const put = byKind.get(kind) ?? { district: 0, partner: 0 };
    put[keyOf(row, "side") === "partner" ? "partner" : "district"] += valueOf(row, "investment_total").value ?? 0;
    byKind.set(kind, put);
  }
  return [...byKind]
    .map(([kind, put]) => ({ kind: kind.toUpperCase(), ...put }))
    .filter(({ district, partner }) => district || partner)
    .sort((one, other) => other.district + other.partner - one.district - one.partner);
}

export interface Unvalued {
  readonly count: number;
  /** The partnership with most of them. */
  readonly partnership: { readonly id: string; readonly name: string } | undefined;
}

/** `unvalued`: contributions whose worth nobody knows. */
export function Investment({ invested, unvalued, period }: { invested: Answer<{ metricQuery: MetricAnswer }>; unvalued: Unvalued; period: string }) {
  const rows = invested.data && investmentRows(invested.data.metricQuery);
  const sum = (side: "district" | "partner") => (rows ?? []).reduce((total, row) => total + row[side], 0);
  return (
    <Section
      id="investment"
      question="What do both sides put in?"
      answer={rows && investmentAnswer(rows, unvalued.count)}
      source={<><Term name="putIn">Put in</Term>: <code>investment_total</code> by <code>side</code> and <code>contribution_kind</code>, {period} · <Term name="inKind">in kind</Term> valued at published hourly rates · <Term name="noValue">no value yet</Term></>}
    >
      <Part answer={invested} lines={8}>
        {() => (rows?.length ? (
          <div class="evidence">
            <Tandem
              description="Put in by kind and side"
              rows={rows.map((row) => ({ label: kindText(row.kind), district: row.district, partner: row.partner }))}
              total={{ label: "Together", district: sum("district"), partner: sum("partner") }}
            />
            {unvalued.partnership && <p><a href={`/partnerships/${unvalued.partnership.id}#investment`}>Say what they are worth, beginning with {unvalued.partnership.name}</a></p>}
          </div>
        ) : null)}
      </Part>
    </Section>
  );
}
