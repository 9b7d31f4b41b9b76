import type { ApiClient } from "../../client/index.ts";

/** One statement since the process started that answered; times in milliseconds in the database. */
export interface StatementCost {
  readonly id: string;
  readonly name: string;
  /** With "?" for every value. */
  readonly sql: string;
  readonly count: number;
  readonly failures: number;
  readonly slow: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Its part of the time of all statements, 0 to 1. */
  readonly share: number;
  readonly isExplained: boolean;
}

/** A statement or transaction of that process that has not ended. */
export interface RunningWork {
  readonly kind: "statement" | "transaction";
  readonly name: string;
  readonly last: string | null;
  readonly statements: number;
  readonly runningMs: number;
  /** Null while it waits for a connection. */
  readonly heldMs: number | null;
}

/** A connection to the server that is not idle, whoever has it. */
export interface ServerSession {
  readonly pid: number;
  readonly application: string;
  readonly state: string;
  readonly waitsFor: string | null;
  readonly runningMs: number;
  readonly sql: string;
}

/** The answer of GET /api/v1/admin/database. */
export interface DatabaseOverview {
  readonly engine: "embedded" | "postgresql";
  readonly isAnswering: boolean;
  readonly since: string;
  readonly pool: {
    readonly size: number;
    readonly checkedOut: number;
    readonly checkedIn: number;
    readonly overflow: number;
    readonly waiting: number;
  };
  readonly totals: {
    readonly queries: number;
    readonly transactions: number;
    readonly failures: number;
    readonly slowQueries: number;
    readonly retries: number;
    readonly flushes: number;
    readonly longHolds: number;
  };
  readonly totalMs: number;
  readonly meanMs: number;
  readonly slowShare: number;
  readonly known: number;
  readonly statements: readonly StatementCost[];
  readonly running: readonly RunningWork[];
  /** Null where the database has no server. */
  readonly sessions: readonly ServerSession[] | null;
}

/** How the database runs a statement. */
export interface StatementPlan {
  readonly steps: readonly string[];
  readonly scans: readonly string[];
  readonly hints: readonly string[];
}

const ROOT = "/api/v1/admin/database";

/** Names the calls about the database. */
export const createDatabaseApi = (client: ApiClient) => ({
  overview: (signal?: AbortSignal): Promise<DatabaseOverview> => client.get(ROOT, signal),
  plan: (id: string, signal?: AbortSignal): Promise<StatementPlan> =>
    client.get(`${ROOT}/statements/${encodeURIComponent(id)}/plan`, signal),
});
