/** Numbers as people read them: with units, sensible digits, and a true minus sign. */

const MINUS = "−";
const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

function fixed(value: number, digits: number): string {
  const text = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Math.abs(value));
  const isZero = !/[1-9]/.test(text);
  return value < 0 && !isZero ? MINUS + text : text;
}

/** 94.456 → "94.5%". */
export const percent = (value: number): string => `${fixed(value, 1)}%`;

/** 94.456 → "94.5". */
export const oneDigit = (value: number): string => fixed(value, 1);

/** A difference of two percentages, with its sign: 2.64 → "+2.6". Nothing is signed that is shown as zero. */
export function signed(value: number, digits = 1): string {
  const text = fixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** 175022.4 → "$175,022". */
export const money = (value: number): string => (value < 0 ? `${MINUS}$` : "$") + fixed(Math.abs(value), 0);

/** 1234 → "1,234"; 0.25 → "0.25". */
export const count = (value: number): string => {
  const text = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
};

/** Minutes as hours: 39060 → "651". */
export const hours = (minutes: number): string => fixed(minutes / 60, 0);

/** "one" to "twelve", then figures: small numbers in a sentence. */
export const inWords = (value: number): string => WORDS[value] ?? count(value);

/** The first letter as a capital one. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** 1 → "1 learner", 2 → "2 learners". */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** ["a", "b", "c"] → "a, b and c". */
export function listed(items: readonly string[], last: "and" | "or" = "and"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** 401.875 → "$401.88". */
export const exactMoney = (value: number): string => (value < 0 ? `${MINUS}$` : "$") + fixed(Math.abs(value), 2);

/** "The first 500 of 3,000 rows are shown." */
export const cutText = (shown: number, total: number, what: string): string => `The first ${count(shown)} of ${count(total)} ${what} are shown.`;
