import type { Clock } from "#core";
import type { Day } from "../history/entries.ts";
import type { History } from "../history/service.ts";
import type { Health } from "../schema.ts";
import type { ComponentReport, Status } from "../service.ts";
import { createCached } from "../system/cached.ts";

/** What everyone may know: never more than name, state and measured uptime (HLT-08). */
export interface PublicStatus {
  readonly status: Health["status"];
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly components: readonly {
    readonly name: string;
    readonly state: ComponentReport["state"];
    /** The last 90 days, oldest first. */
    readonly days: readonly Day[];
  }[];
}

/** A crowd that looks whether we are down must not reach the database. */
const DAYS_CACHE_MS = 60_000;

/** Builds the reading of the public page. Never rejects. */
export const createPublicStatus = (
  clock: Clock,
  status: Pick<Status, "health" | "components">,
  history: Pick<History, "uptime" | "unmeasured">,
): (() => Promise<PublicStatus>) => {
  let known: ReadonlyMap<string, readonly Day[]> = new Map();
  const days = createCached(clock, DAYS_CACHE_MS, async () => {
    known = await history.uptime();
    return known;
  });
  return async () => {
    const [{ status: state, timestamp }, components, uptime] = await Promise.all([
      status.health(),
      status.components(),
      // While the database is down the page shows what was known before.
      days().catch(() => known),
    ]);
    return {
      status: state,
      timestamp,
      components: components.map((part) => ({
        name: part.component,
        state: part.state,
        days: uptime.get(part.component) ?? history.unmeasured(),
      })),
    };
  };
};
