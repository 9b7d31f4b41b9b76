import type { Clock, IdGenerator } from "#core";
import type { MetricFamily } from "#telemetry";
import { type Baseline, createBaseline, type Verdict } from "./baseline.ts";
import {
  between,
  ROUTE_CLASSES,
  type RouteClass,
  SCALES,
  SIGNALS,
  type Signal,
  type Totals,
  totalsOf,
} from "./signals.ts";

/** How often it is looked. */
export const LOOK_MS = 10_000;

/** A time in which a signal of a class was not as usual. */
export interface Anomaly {
  readonly id: string;
  readonly class: RouteClass;
  readonly signal: Signal;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When it was last found so. */
  readonly lastAt: number;
  /** Undefined while it lasts. */
  readonly endedAt: number | undefined;
  /** Looks that found it. */
  readonly points: number;
  /** The strangest value: seconds, a share, or requests between two looks. */
  readonly value: number;
  readonly expected: number;
  /** Its standard deviations off the mean. */
  readonly z: number;
  /** Whether it ended because it had become the usual. */
  readonly isSettled: boolean;
}

/** Looks at requests again and again. */
export interface Watcher {
  /** Looks once; gives what changed: begun, going on, ended. */
  readonly look: (families: readonly MetricFamily[]) => readonly Anomaly[];
  /** Those that last. */
  readonly open: () => readonly Anomaly[];
}

interface Watched {
  readonly baseline: Baseline;
  open: Anomaly | undefined;
}

/** Builds one that has seen nothing yet. */
export const createWatcher = (parts: {
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Watcher => {
  const { clock, newId } = parts;
  const watched = new Map<string, Watched>();
  const seen = new Map<RouteClass, Totals>();

  const find = (group: RouteClass, signal: Signal): Watched => {
    const key = `${group} ${signal}`;
    const known = watched.get(key);
    if (known !== undefined) return known;
    const made = { baseline: createBaseline(SCALES[signal].isStrange), open: undefined };
    watched.set(key, made);
    return made;
  };

  const goOn = (
    before: Anomaly | undefined,
    at: number,
    names: Pick<Anomaly, "class" | "signal">,
    found: Pick<Anomaly, "value" | "expected" | "z" | "isSettled">,
  ): Anomaly => {
    const isStranger = before === undefined || Math.abs(found.z) > Math.abs(before.z);
    return {
      ...names,
      id: before?.id ?? newId(),
      startedAt: before?.startedAt ?? at,
      lastAt: at,
      endedAt: found.isSettled ? at : undefined,
      points: (before?.points ?? 0) + 1,
      ...(isStranger
        ? found
        : { ...found, value: before.value, expected: before.expected, z: before.z }),
    };
  };

  const step = (
    at: number,
    group: RouteClass,
    signal: Signal,
    totals: Totals,
  ): Anomaly | undefined => {
    const { measure, shown, chance } = SCALES[signal];
    const one = find(group, signal);
    const value = measure(totals);
    if (value === undefined) return undefined;
    const verdict: Verdict | undefined = one.baseline.judge(value, chance(totals));
    if (verdict === undefined) return undefined;
    const { z, isOutlier, isSettled } = verdict;
    if (isOutlier) {
      const found = { value: shown(value), expected: shown(verdict.expected), z, isSettled };
      const next = goOn(one.open, at, { class: group, signal }, found);
      one.open = isSettled ? undefined : next;
      return next;
    }
    const ended = one.open;
    one.open = undefined;
    return ended === undefined ? undefined : { ...ended, endedAt: at };
  };

  return {
    look: (families) => {
      const at = clock.now();
      const now = totalsOf(families);
      return ROUTE_CLASSES.flatMap((group) => {
        const after = now.get(group);
        if (after === undefined) return [];
        const isFirst = !seen.has(group);
        const totals = between(seen.get(group), after);
        seen.set(group, after);
        // All that was before anybody looked is no ten seconds.
        if (isFirst) return [];
        return SIGNALS.flatMap((signal) => step(at, group, signal, totals) ?? []);
      });
    },
    open: () => [...watched.values()].flatMap(({ open }) => open ?? []),
  };
};
