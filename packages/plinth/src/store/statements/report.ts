import type { Store, StoreStats } from "../contract.ts";
import type { RunningWork, StatementFigures } from "./contract.ts";
import { explainStatement, type StatementPlan } from "./explain.ts";

/** One statement of a report. */
export interface ReportedStatement extends StatementFigures {
  /** Its part of the time of all statements, 0 to 1. */
  readonly share: number;
  /** Undefined where no plan was asked for, or there is none to give. */
  readonly plan: StatementPlan | undefined;
}

/** What a database was busy with since its store was opened (DB-06). */
export interface StatementReport {
  readonly engine: Store["engine"];
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly totals: StoreStats;
  /** All of them together, in milliseconds. */
  readonly totalMs: number;
  /** Milliseconds a statement, on average. */
  readonly meanMs: number;
  /** Statements that took too long, of all: 0 to 1. */
  readonly slowShare: number;
  /** How many statements there are; `statements` has the costliest. */
  readonly known: number;
  /** Most time in all first. */
  readonly statements: readonly ReportedStatement[];
  readonly running: readonly RunningWork[];
  /** See `StatementsView`. */
  readonly waiting: number;
}

/** What a report is to hold. */
export interface ReportOptions {
  /** How many statements, the costliest first. */
  readonly limit: number;
  /** Whether the database is asked how it runs each of them. */
  readonly hasPlans: boolean;
}

/** A statement of yesterday's schema may no longer be understood; the report goes on. */
const planOf = async (store: Store, figures: StatementFigures) =>
  figures.isExplained ? explainStatement(store, figures.sql).catch(() => undefined) : undefined;

/** Tells what the database was busy with; plans are asked for one after another. */
export const reportStatements = async (
  store: Store,
  { limit, hasPlans }: ReportOptions,
): Promise<StatementReport> => {
  const { since, figures, running, waiting } = store.statements();
  const totalMs = figures.reduce((sum, one) => sum + one.totalMs, 0);
  const count = figures.reduce((sum, one) => sum + one.count, 0);
  const slow = figures.reduce((sum, one) => sum + one.slow, 0);
  const costliest = figures.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, limit);
  const statements: ReportedStatement[] = [];
  for (const one of costliest) {
    const plan = hasPlans ? await planOf(store, one) : undefined;
    statements.push({ ...one, share: totalMs === 0 ? 0 : one.totalMs / totalMs, plan });
  }
  return {
    engine: store.engine,
    since,
    totals: store.stats(),
    totalMs,
    meanMs: count === 0 ? 0 : totalMs / count,
    slowShare: count === 0 ? 0 : slow / count,
    known: figures.length,
    statements,
    running,
    waiting,
  };
};
