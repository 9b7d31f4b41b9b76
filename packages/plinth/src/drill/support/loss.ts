import type { Writing } from "./writing.ts";

/** The writes of an instance before and after it was lost, at an instant of the drill's timeline. */
export interface Lost {
  readonly writing: Writing;
  readonly lostAt: number;
}

/** What was acknowledged in a span of the timeline, by id. */
export const acknowledgedBetween = (
  { acknowledged, written }: Writing,
  from: number,
  to: number,
): ReadonlyMap<string, number> => {
  const within = new Set(written.filter(({ at }) => at > from && at <= to).map(({ id }) => id));
  return new Map([...acknowledged].filter(([id]) => within.has(id)));
};

/** How old the oldest acknowledged write was that is missing, at the loss; 0 where none is. */
export const measuredRpo = (
  { writing, lostAt }: Lost,
  found: ReadonlyMap<string, number>,
): number => {
  const missing = writing.written.filter(
    ({ id, at }) => at <= lostAt && writing.acknowledged.has(id) && !found.has(id),
  );
  return Math.max(0, ...missing.map(({ at }) => lostAt - at));
};

/** The first acknowledgement after one that failed; undefined where there is none. */
export const recoveredAt = ({ writing, lostAt }: Lost): number | undefined => {
  const after = writing.written.filter(({ at }) => at > lostAt);
  // What was under way at the loss may have been answered still.
  const failed = after.findIndex(({ status }) => status !== 201);
  return failed < 0 ? undefined : after.slice(failed).find(({ status }) => status === 201)?.at;
};

/** Requests that failed after the loss. */
export const failedAfter = ({ writing, lostAt }: Lost): number =>
  writing.written.filter(({ at, status }) => at > lostAt && status !== 201).length;
