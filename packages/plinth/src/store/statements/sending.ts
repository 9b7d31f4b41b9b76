import type { EngineSession, SqlResult } from "../engine.ts";
import type { Gate } from "../gate.ts";
import type { RunPrepared } from "../queries/prepared.ts";
import type { RunStatement } from "../queries/query-layer.ts";
import type { Observer } from "./observer.ts";
import type { Work } from "./running.ts";
import type { Tracked } from "./tracked.ts";

/** What sending changes. */
interface StatementCounters {
  queries: number;
  failures: number;
}

/** Ways to send statements: each is counted, measured and told of. */
export interface Statements {
  /** Statements of their own; `isListed`: whether they are among the running ones meanwhile. */
  readonly alone: (run: RunStatement, isListed: boolean) => RunStatement;
  /** The same for one text that runs often. */
  readonly bind: (run: RunStatement, isListed: boolean) => (sql: string) => RunPrepared;
  /** Statements of one transaction; `work` says how far it is. */
  readonly within: (work: Work, run: RunStatement) => RunStatement;
  /** A session whose commit counts as a statement, because that is where the disk is waited for. */
  readonly withCommit: (session: EngineSession) => EngineSession;
}

/** Builds them; `counters` go up with every statement and with every one that fails. */
export const createStatements = (
  gate: Gate,
  observer: Observer,
  counters: StatementCounters,
): Statements => {
  const { running } = observer;

  const send = async (
    run: RunStatement,
    isListed: boolean,
    tracked: Tracked,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<SqlResult> => {
    gate.requireOpen();
    gate.enter();
    counters.queries += 1;
    const startedMs = performance.now();
    const work = isListed
      ? running.begin("statement", tracked.statement.name, startedMs)
      : undefined;
    try {
      const result = await run(sql, parameters);
      observer.answered(tracked, startedMs, result.durationMs);
      return result;
    } catch (error) {
      counters.failures += 1;
      observer.failed(tracked, startedMs, error);
      throw error;
    } finally {
      if (work !== undefined) running.end(work);
      gate.leave();
    }
  };

  return {
    alone:
      (run: RunStatement, isListed: boolean): RunStatement =>
      (sql, parameters) =>
        send(run, isListed, observer.of(sql), sql, parameters),
    bind:
      (run: RunStatement, isListed: boolean) =>
      (sql: string): RunPrepared => {
        const tracked = observer.of(sql);
        return (parameters) => send(run, isListed, tracked, sql, parameters);
      },
    within:
      (work: Work, run: RunStatement): RunStatement =>
      async (sql, parameters) => {
        const tracked = observer.of(sql);
        if (work.statements === 0) work.name = `transaction of ${tracked.statement.name}`;
        work.last = tracked.statement.name;
        work.statements += 1;
        counters.queries += 1;
        const startedMs = performance.now();
        try {
          const result = await run(sql, parameters);
          observer.answered(tracked, startedMs, result.durationMs);
          work.heldSinceMs ??= performance.now();
          return result;
        } catch (error) {
          counters.failures += 1;
          observer.failed(tracked, startedMs, error);
          throw error;
        }
      },
    withCommit: (session: EngineSession): EngineSession => ({
      ...session,
      commit: async () => {
        const startedMs = performance.now();
        try {
          await session.commit();
          observer.answered(observer.commit, startedMs, performance.now() - startedMs);
        } catch (error) {
          observer.failed(observer.commit, startedMs, error);
          throw error;
        }
      },
    }),
  };
};
