import { platformErrors } from "#core";
import type { DatabaseRepository } from "./repository.ts";
import type { DatabaseOverview, PlanView } from "./schema.ts";

const STATEMENTS = 50;
const RUNNING = 100;

/** What administrators see of the database. */
export interface DatabaseView {
  readonly overview: () => Promise<DatabaseOverview>;
  /** How the database runs a statement. @throws {AppError} NOT_FOUND */
  readonly plan: (id: string) => Promise<PlanView>;
}

const round = (number: number, digits = 3): number => Number(number.toFixed(digits));

type Report = Awaited<ReturnType<DatabaseRepository["report"]>>;

const statementView = (
  one: Report["statements"][number],
): DatabaseOverview["statements"][number] => ({
  id: one.id,
  name: one.name,
  sql: one.text,
  count: one.count,
  failures: one.failures,
  slow: one.slow,
  totalMs: round(one.totalMs),
  meanMs: round(one.meanMs),
  p50Ms: round(one.p50Ms),
  p95Ms: round(one.p95Ms),
  maxMs: round(one.maxMs),
  share: round(one.share, 4),
  isExplained: one.isExplained,
});

const workView = (work: Report["running"][number]): DatabaseOverview["running"][number] => ({
  kind: work.kind,
  name: work.name,
  last: work.last ?? null,
  statements: work.statements,
  runningMs: round(work.runningMs),
  heldMs: work.heldMs === undefined ? null : round(work.heldMs),
});

/** Builds it. */
export const createDatabaseView = (repository: DatabaseRepository): DatabaseView => ({
  overview: async () => {
    const [report, { isAnswering, ...pool }] = await Promise.all([
      repository.report(STATEMENTS),
      repository.pool(),
    ]);
    // What this process knows is worth most while the database does not answer, or nobody gets a
    // connection: then the server is not asked.
    const isFree = isAnswering && report.waiting === 0;
    const asked = report.engine === "embedded" || isFree ? repository.sessions() : [];
    const sessions = await Promise.resolve(asked).catch(() => []);
    return {
      engine: report.engine,
      isAnswering,
      since: new Date(report.since).toISOString(),
      pool: { ...pool, waiting: report.waiting },
      totals: report.totals,
      totalMs: round(report.totalMs),
      meanMs: round(report.meanMs),
      slowShare: round(report.slowShare, 4),
      known: report.known,
      statements: report.statements.map(statementView),
      running: report.running.slice(0, RUNNING).map(workView),
      sessions:
        sessions?.map((one) => ({ ...one, runningMs: Math.max(0, round(one.runningMs)) })) ?? null,
    };
  },
  plan: async (id) => {
    const plan = await repository.plan(id);
    if (plan === undefined) throw platformErrors.make.NOT_FOUND();
    return { steps: [...plan.steps], scans: [...plan.scans], hints: [...plan.hints] };
  },
});
