import { list, oneOf, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const Milliseconds = Type.Number({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One statement since the process started; times are those in the database. */
const StatementSchema = strictObject({
  /** Eight hexadecimal digits, the same after a restart. */
  id: Type.String(),
  name: Type.String(),
  /** With "?" for every value. */
  sql: Type.String(),
  count: Count,
  failures: Count,
  slow: Count,
  totalMs: Milliseconds,
  meanMs: Milliseconds,
  p50Ms: Milliseconds,
  p95Ms: Milliseconds,
  maxMs: Milliseconds,
  /** Its part of the time of all statements. */
  share: Share,
  isExplained: Type.Boolean(),
});

/** A statement or transaction of the process that has not ended. */
const WorkSchema = strictObject({
  kind: oneOf(["statement", "transaction"]),
  name: Type.String(),
  /** The last statement of a transaction. */
  last: Maybe(Type.String()),
  statements: Count,
  runningMs: Milliseconds,
  /** Since a transaction has its connection; null while it waits for one. */
  heldMs: Maybe(Milliseconds),
});

/** A connection to the server that is not idle, of this process or any other. */
const SessionSchema = strictObject({
  pid: Count,
  application: Type.String(),
  state: Type.String(),
  waitsFor: Maybe(Type.String()),
  runningMs: Milliseconds,
  /** With "?" for every value. */
  sql: Type.String(),
});

/** GET /api/v1/admin/database */
export const DatabaseReply = strictObject({
  engine: oneOf(["embedded", "postgresql"]),
  isAnswering: Type.Boolean(),
  since: Type.String(),
  pool: strictObject({
    size: Count,
    checkedOut: Count,
    checkedIn: Count,
    overflow: Count,
    waiting: Count,
  }),
  totals: strictObject({
    queries: Count,
    transactions: Count,
    failures: Count,
    slowQueries: Count,
    retries: Count,
    flushes: Count,
    longHolds: Count,
  }),
  totalMs: Milliseconds,
  meanMs: Milliseconds,
  slowShare: Share,
  known: Count,
  statements: list(StatementSchema, { max: 100 }),
  running: list(WorkSchema, { max: 100 }),
  /** Null where the database has no server; empty where it could not say. */
  sessions: Maybe(list(SessionSchema, { max: 200 })),
});

/** See {@link DatabaseReply}. */
export type DatabaseOverview = Static<typeof DatabaseReply>;

/** The statement that a path names. */
export const StatementParams = strictObject({
  id: Type.String({ pattern: "^[0-9a-f]{8}$", minLength: 8, maxLength: 8 }),
});

/** GET /api/v1/admin/database/statements/:id/plan */
export const PlanReply = strictObject({
  steps: list(Type.String(), { max: 1_000 }),
  scans: list(Type.String(), { max: 100 }),
  hints: list(Type.String(), { max: 100 }),
});

/** See {@link PlanReply}. */
export type PlanView = Static<typeof PlanReply>;
