/** The words that need explaining, each in one or two sentences, with the formula and where the number comes from. */

export interface TermText {
  readonly title: string;
  readonly text: string;
  readonly formula?: string;
  /** The metric, dimension or field of the API. */
  readonly source: string;
}

export const TERMS = {
  attendance: { title: "Attendance rate", text: "Of all the days on which learners were enrolled and school was taught, the share on which they were there.", formula: "days attended ÷ member days", source: "attendance_rate" },
  chronic: { title: "Chronic absence", text: "The share of learners who have missed 10% of their school days or more, for whatever reason. Learners count from their tenth school day on.", formula: "learners absent on ≥ 10% of their days ÷ learners with ≥ 10 days", source: "chronic_absence_rate" },
  severe: { title: "Severe absence", text: "The share of learners who have missed 20% of their school days or more.", formula: "learners absent on ≥ 20% of their days ÷ learners with ≥ 10 days", source: "severe_absence_rate" },
  complete: { title: "Reporting completeness", text: "Of the school days, the share on which the school sent any attendance. A silent school would otherwise look like perfect attendance.", formula: "school days with a report ÷ school days", source: "reporting_completeness" },
  enrolled: { title: "Enrolled", text: "Learners who are enrolled on the day.", source: "members" },
  onTrack: { title: "On track", text: "Ninth graders who have five full-year credits or more, and at most one semester F in a core course.", source: "on_track_rate" },
  passRate: { title: "Pass rate", text: "Of all grades given, the share at or above the pass mark.", formula: "grades at or above the pass mark ÷ grades", source: "pass_rate" },
  participants: { title: "Participants", text: "Learners who have joined the partnership by the day of the question, also those who have left it.", source: "dimension cohort" },
  peers: { title: "Peers", text: "Learners of the same schools and grade levels, in the same school year, who have not joined this partnership by the day of the question.", source: "dimension cohort" },
  phase: { title: "Before, during and after", text: "Counted by each learner’s own days: before the first day in the partnership, from the first to the last, and after it.", source: "dimension phase" },
  points: { title: "Points", text: "The plain difference of two percentages: from 94% to 96% is 2 points.", formula: "value − comparison", source: "delta" },
  places: { title: "Places", text: "How many learners can take part at a time, how many do, and how many wait.", source: "Partnership.places" },
  hours: { title: "Hours", text: "Time that learners spent in the partnership.", formula: "minutes of engagement ÷ 60", source: "dosage_hours" },
  time: { title: "Time in the partnership", text: "The time that learners spent in the partnership, all learners together. It begins each school year at zero.", formula: "minutes of engagement, shown in hours (÷ 60)", source: "engagement_minutes" },
  health: { title: "Health", text: "How well a partnership keeps the five strategies, from 0 to 100: the mean of five scores. Every score shows what it is made of.", formula: "mean of the five strategy scores", source: "partnership_health" },
  putIn: { title: "Put in", text: "What both sides gave, in dollars: money, and hours, rooms, software, equipment and training by what they are worth. What nobody knows the worth of yet is left out.", formula: "contributions valued in dollars, added up", source: "investment_total" },
  balance: { title: "Balance", text: "What the smaller side puts in for each dollar of the larger side. 100 means both put in the same.", formula: "smaller side ÷ larger side", source: "investment_balance" },
  inKind: { title: "In kind", text: "Everything that is not money: hours, rooms, software, equipment, training. Hours are valued at a published rate.", formula: "all but funding ÷ total", source: "in_kind_share" },
  promised: { title: "Promised", text: "What a side has said that it will put in, and by when.", source: "Investment.pledges" },
  noValue: { title: "No value yet", text: "Nobody knows yet what this is worth in dollars, so it is left out of all sums. It still counts as put in.", source: "InvestmentTotal.unvalued" },
  signed: { title: "Signed", text: "A named person of each side agreed to exactly this wording. A new wording needs new signatures.", source: "Clause.endorsedByBoth" },
  onTime: { title: "Check-ins on time", text: "Check-ins that were held on or before the day they were due.", formula: "held by due date ÷ due", source: "checkin_adherence" },
  adapt: { title: "Days to adapt", text: "Days from a challenge or an empty lead to its end.", source: "adaptation_days" },
  goal: { title: "Start and target", text: "Where a goal begins, and where it is to come.", source: "Goal.baseline, Goal.target" },
  pace: { title: "Pace", text: "Where the number stood on the same day of last school year. A total that grows through the year is fairly compared only with the same day.", formula: "value today ÷ value on the same day last year", source: "compare: priorYear" },
  hidden: { title: "Hidden", text: "Too few learners stand behind this number (fewer than the policies of its districts ask for: 10, unless they say otherwise), so it is shown only to the districts themselves. It protects learners from being recognised.", source: "status SUPPRESSED" },
  asOf: { title: "As it was on a day", text: "Everything on this page as it stood on that day, with what is known today. “As known on” also leaves out what was reported later.", source: "partnership(asOf, knownAt)" },
} as const satisfies Record<string, TermText>;

export type TermName = keyof typeof TERMS;

/** The word that explains a metric of the API, if there is one. */
export const termOf = (metric: string): TermName | undefined => (Object.keys(TERMS) as TermName[]).find((name) => TERMS[name].source === metric);
