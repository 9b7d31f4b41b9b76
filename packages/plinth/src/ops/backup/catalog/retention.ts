import { type Catalog, type FullBackup, instantOf } from "./catalog.ts";

const DAY_MS = 86_400_000;

/** How many of each are kept (BK-01). */
export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** 7 days with every instant, 4 weeks, 12 months. */
const RETENTION: Retention = { daily: 7, weekly: 4, monthly: 12 };

/** Thursday decides whose year and week a day is in (ISO 8601); weeks are counted from 1970. */
const weekOf = (at: number): number => Math.floor((Math.floor(at / DAY_MS) + 3) / 7);
const dayOf = (at: number): number => Math.floor(at / DAY_MS);
const monthOf = (at: number): number => {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** The newest of each period, for so many periods that have one. */
const newestOfEach = <Backup extends FullBackup>(
  full: readonly Backup[],
  periodOf: (at: number) => number,
  periods: number,
): readonly Backup[] => {
  const found = new Map<number, Backup>();
  for (const one of full) found.set(periodOf(one.at), one);
  return [...found.values()].slice(-periods);
};

/**
 * Of full backups, oldest first, those that stay, and those of them with the log behind them: every one
 * of the last days with the one before them, so that every instant of those days can be restored.
 */
export const keptBackups = <Backup extends FullBackup>(
  full: readonly Backup[],
  now: number,
  { daily, weekly, monthly }: Retention = RETENTION,
): { readonly kept: ReadonlySet<Backup>; readonly withLog: readonly Backup[] } => {
  const since = now - daily * DAY_MS;
  // The one before the window is needed for the first instants of it.
  const before = full.filter(({ at }) => at <= since).at(-1);
  const recent = full.filter((one) => one.at > since || one === before);
  const kept = new Set([
    ...full.slice(-2),
    ...recent,
    ...newestOfEach(full, dayOf, daily),
    ...newestOfEach(full, weekOf, weekly),
    ...newestOfEach(full, monthOf, monthly),
  ]);
  return {
    kept,
    withLog: full.filter((one) => recent.includes(one) || full.slice(-2).includes(one)),
  };
};

/**
 * The names that need not be kept. Always stays: the newest full backup and the one before it, every
 * full backup of the last days with the log behind it (so that every instant of them can be restored),
 * the newest of each week and month.
 */
export const outdated = (
  { full, log, configs, proofs }: Catalog,
  now: number,
  retention: Retention = RETENTION,
): readonly string[] => {
  const { kept, withLog } = keptBackups(full, now, retention);
  const oldLog = log.filter(({ generation }, index) => {
    const following = log[index + 1];
    const next = following?.generation === generation ? following.first : undefined;
    const own = withLog.filter((one) => one.generation === generation);
    return !own.some(({ number }) => next === undefined || next > number + 1);
  });
  const instants = new Set([...kept].map(({ at }) => at));
  return [
    ...full.filter((one) => !kept.has(one)),
    ...oldLog,
    ...configs.filter(({ name }) => !instants.has(instantOf(name))),
    ...proofs.filter(({ name }) => instantOf(name) < now - 366 * DAY_MS),
  ].map(({ name }) => name);
};
