import type { Sort } from "../../parts/sortable_table.tsx";
import { type Asked, columnOf, type OrderAsked } from "../../sentences/questions.ts";

const CHANGE = " change";

/** The key of the column of a measure's change against what it is compared with. */
export const changeKey = (metric: string): string => metric + CHANGE;

/** The column that a question is ordered by; an empty key: by none, so rows are in the order of their keys. */
export function sortOfQuestion({ orderBy }: Asked): Sort {
  const [first] = orderBy ?? [];
  if (!first) return { key: "", isDescending: false };
  return { key: first.of === "DELTA" ? changeKey(first.by) : first.by, isDescending: first.direction === "DESC" };
}

/** The question in the order of a column. */
export function orderedBy(asked: Asked, { key, isDescending }: Sort): Asked {
  const direction = isDescending ? "DESC" : "ASC";
  const order: OrderAsked = key.endsWith(CHANGE) ? { by: key.slice(0, -CHANGE.length), direction, of: "DELTA" } : { by: key, direction };
  return { ...asked, orderBy: [order] };
}

/** The question without orders by what it no longer has, which the server would refuse. */
export function withFittingOrder(asked: Asked): Asked {
  const { orderBy, ...others } = asked;
  const names = [...asked.metrics.map(columnOf), ...(asked.groupBy ?? []), ...(asked.granularity ? ["bucket"] : [])];
  const kept = orderBy?.filter(({ by, of }) => names.includes(by) && (of !== "DELTA" || Boolean(asked.compare)));
  return kept?.length ? { ...others, orderBy: kept } : others;
}
