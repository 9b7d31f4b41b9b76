import type { StoreOptions } from "../contract.ts";
import type { Engine } from "../engine.ts";
import type { StatementOutcome, StatementsView } from "./contract.ts";
import { createRunningList, type RunningList } from "./running.ts";
import { createTrackedStatements, type Tracked } from "./tracked.ts";

const DEFAULT_SLOW_QUERY_MS = 200;
const DEFAULT_LONG_HOLD_MS = 10_000;

/** Counts, measures and reports what a store sends. */
export interface Observer {
  /** The statement of a text; what runs often keeps it. */
  readonly of: (sql: string) => Tracked;
  /** What commits count for. */
  readonly commit: Tracked;
  readonly running: RunningList;
  readonly answered: (tracked: Tracked, startedMs: number, durationMs: number) => void;
  readonly failed: (tracked: Tracked, startedMs: number, error: unknown) => void;
  readonly slowQueries: () => number;
  readonly view: () => StatementsView;
}

/** Builds the observer of a store on an engine. */
export const createObserver = (
  options: StoreOptions,
  engine: Pick<Engine, "waiting">,
): Observer => {
  const { onStatement, onSlowQuery, onLongHold } = options;
  const slowMs = options.slowQueryMs ?? DEFAULT_SLOW_QUERY_MS;
  const statements = createTrackedStatements();
  const running = createRunningList(options.longHoldMs ?? DEFAULT_LONG_HOLD_MS, (work) =>
    onLongHold?.(work),
  );
  const since = options.clock.now();
  let slowQueries = 0;

  const tell = (
    { statement }: Tracked,
    startedMs: number,
    durationMs: number,
    error: unknown,
  ): void => {
    if (onStatement === undefined) return;
    const outcome: StatementOutcome = { statement, startedMs, durationMs, error };
    onStatement(outcome);
  };

  return {
    of: statements.of,
    commit: statements.commit,
    running,
    answered: (tracked, startedMs, durationMs) => {
      tracked.durations.add(durationMs);
      if (durationMs >= slowMs) {
        slowQueries += 1;
        tracked.slow += 1;
        const { id, name, text } = tracked.statement;
        onSlowQuery?.({ id, name, sql: text, durationMs });
      }
      tell(tracked, startedMs, durationMs, undefined);
    },
    failed: (tracked, startedMs, error) => {
      tracked.failures += 1;
      tell(tracked, startedMs, performance.now() - startedMs, error);
    },
    slowQueries: () => slowQueries,
    view: () => ({
      since,
      figures: statements.figures(),
      running: running.list(),
      waiting: engine.waiting(),
    }),
  };
};
