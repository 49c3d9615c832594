import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "./dates.ts";
import { type LeadSpan, leadsAnswer } from "./leads.ts";

language("en-US");

const span = (side: string, name: string | null, since: string, duty = "LEAD"): LeadSpan => ({ side, duty, name, since });
const BOTH = [span("DISTRICT", "Ada", "2025-07-01"), span("PARTNER", "Ben", "2025-07-02")];

test("who leads is told with what is empty, since when, and what had been empty", () => {
  const table: [readonly LeadSpan[], string][] = [
    [[], "**Nobody was named yet.**"],
    [BOTH, "**Both sides have a lead.**"],
    [BOTH.slice(1), "**One side has no lead yet.**"],
    [[...BOTH, span("PARTNER", null, "2026-10-16")], "**The college’s lead has been empty since Oct 16, 2026, for 45 days.**"],
    [[...BOTH, span("PARTNER", null, "2026-01-29"), span("PARTNER", "Cy", "2026-02-16")], "**Both sides have a lead.** Empty before: the college’s lead for 18 days from Jan 29, 2026."],
    [
      [...BOTH, span("PARTNER", null, "2026-01-29"), span("PARTNER", "Cy", "2026-01-30"), span("DISTRICT", "Di", "2025-07-01", "OVERSIGHT"), span("DISTRICT", null, "2026-09-11", "OVERSIGHT"), span("DISTRICT", "Ed", "2026-10-05", "OVERSIGHT")],
      "**Both sides have a lead.** Empty before: the districts’ oversight for 24 days from Sep 11, 2026 and the college’s lead for 1 day from Jan 29, 2026.",
    ],
  ];
  for (const [history, expected] of table) assert.equal(leadsAnswer(history, "college", "2026-11-30"), expected);
});
