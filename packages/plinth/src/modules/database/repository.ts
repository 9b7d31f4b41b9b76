import {
  explainStatement,
  type PoolStatus,
  reportStatements,
  type StatementPlan,
  type StatementReport,
  type Store,
  sql,
  statementText,
} from "#store";

/** One connection of anybody to this database that is not idle, as the server sees it. */
export interface ServerSession {
  readonly pid: number;
  /** What the connection calls itself. */
  readonly application: string;
  readonly state: string;
  /** What it waits for; null where it works. */
  readonly waitsFor: string | null;
  /** Since its statement began. */
  readonly runningMs: number;
  /** Its statement, "?" for every value. */
  readonly sql: string;
}

/** All that is read about the database. */
export interface DatabaseRepository {
  /** The costliest statements, without their plans. */
  readonly report: (limit: number) => Promise<StatementReport>;
  readonly pool: () => Promise<PoolStatus & { readonly isAnswering: boolean }>;
  /** The plan of a statement by its id; undefined where this process knows none for it. */
  readonly plan: (id: string) => Promise<StatementPlan | undefined>;
  /** Undefined where the database has no server that others could be connected to. */
  readonly sessions: () => Promise<readonly ServerSession[] | undefined>;
}

const MAX_SESSIONS = 200;

/** As pg_stat_activity has it; a role sees only its own statements, unless it may see all. */
const readSessions = async (store: Store): Promise<readonly ServerSession[]> => {
  const { rows } = await sql<ServerSession>`
    select pid, coalesce(application_name, '') as "application", state,
      case when wait_event is null then null else wait_event_type || ' ' || wait_event end
        as "waitsFor",
      coalesce(extract(epoch from clock_timestamp() - query_start) * 1000, 0) as "runningMs",
      coalesce(query, '') as "sql"
    from pg_stat_activity
    where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
    order by query_start
    limit ${sql.lit(MAX_SESSIONS)}`.execute(store.read());
  return rows.map((row) => ({ ...row, sql: statementText(row.sql) }));
};

/** Builds the repository on a store. */
export const createDatabaseRepository = (store: Store): DatabaseRepository => ({
  report: (limit) => reportStatements(store, { limit, hasPlans: false }),
  pool: async () => {
    const { poolStatus, status } = await store.health();
    return { ...poolStatus, isAnswering: status === "healthy" };
  },
  plan: async (id) => {
    const known = store.statements().figures.find((one) => one.id === id);
    return known?.isExplained === true ? explainStatement(store, known.sql) : undefined;
  },
  sessions: async () => (store.engine === "embedded" ? undefined : readSessions(store)),
});
