import type { ComponentType } from "preact";
import { type Address, match } from "./router.ts";

export interface ViewProps {
  readonly address: Address;
  /** What the path names, such as the id of a partnership. */
  readonly names: Readonly<Record<string, string>>;
}

interface View {
  readonly pattern: string;
  /** The entry of the top bar that it belongs to. */
  readonly entry: string;
  readonly load: () => Promise<ComponentType<ViewProps>>;
}

/** Every view by the pattern of its URL; the server knows the same patterns (services/web/dashboard_routes.py). */
export const VIEWS: readonly View[] = [
  { pattern: "/", entry: "/", load: async () => (await import("../views/overview/overview.tsx")).Overview },
  { pattern: "/partnerships", entry: "/partnerships", load: async () => (await import("../views/lists/lists.tsx")).Partnerships },
  { pattern: "/partnerships/{id}", entry: "/partnerships", load: async () => (await import("../views/partnership/partnership.tsx")).Partnership },
  { pattern: "/partnerships/{id}/check-ins/{checkIn}", entry: "/partnerships", load: async () => (await import("../views/check_in/check_in.tsx")).CheckIn },
  { pattern: "/districts", entry: "/districts", load: async () => (await import("../views/lists/lists.tsx")).Districts },
  { pattern: "/districts/{id}", entry: "/districts", load: async () => (await import("../views/place/place.tsx")).Place },
  { pattern: "/schools/{id}", entry: "/districts", load: async () => (await import("../views/place/place.tsx")).Place },
  { pattern: "/stories", entry: "/stories", load: async () => (await import("../views/lists/lists.tsx")).Stories },
  { pattern: "/stories/{id}", entry: "/stories", load: async () => (await import("../views/story/story.tsx")).Story },
  { pattern: "/explorer", entry: "/explorer", load: async () => (await import("../views/explorer/explorer.tsx")).Explorer },
  { pattern: "/data-sharing", entry: "/districts", load: async () => (await import("../views/agreements/agreements.tsx")).Agreements },
  { pattern: "/data-health", entry: "/data-health", load: async () => (await import("../views/data_health/data_health.tsx")).DataHealth },
];

export function viewOf(path: string): { view: View; names: Readonly<Record<string, string>> } | null {
  for (const view of VIEWS) {
    const names = match(view.pattern, path);
    if (names) return { view, names };
  }
  return null;
}
