import { MOST_FOLLOWED } from "../../api/live.ts";

/** The questions that the overview follows beside partnerships. */
const QUESTIONS = 7;
export const MOST_PARTNERSHIPS = MOST_FOLLOWED - QUESTIONS;

/** The partnerships that the overview follows: each of them, or of many none, since what both sides put in, check-ins and health are followed as numbers. */
export const followedOf = <Followed extends { readonly id: string; readonly version: number }>(partnerships: readonly Followed[]): readonly Pick<Followed, "id" | "version">[] =>
  partnerships.length <= MOST_PARTNERSHIPS ? partnerships.map(({ id, version }) => ({ id, version })) : [];
