import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  DummyDriver,
  Kysely,
  type KyselyProps,
  type QueryResult,
  Transaction,
} from "#vendor/kysely";
import type { SqlDialect, SqlResult } from "../engine.ts";
import { storeError } from "../faults.ts";

/** Runs one compiled statement somewhere. */
export type RunStatement = (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;

/** Builds Kysely instances whose statements end in a function. */
export interface QueryLayer {
  /** Statements of their own. `reads` refuses everything that changes data. */
  readonly statements: (run: RunStatement, mode: "reads" | "writes") => Kysely<unknown>;
  /** Statements of one transaction. */
  readonly transaction: <Tables>(run: RunStatement) => Transaction<Tables>;
}

type Mode = "reads" | "writes" | "transaction";

// Hand-written SQL has no kind; its first word tells. Guards against slips, not against malice.
const CONTROL = /^\s*(begin|start|commit|end|rollback|abort|savepoint|release)\b/i;
const READING = /^\s*(select|with|values|explain|show|pragma)\b/i;

/** Refuses changes through `read`, and SQL that would end somebody's transaction. */
const requireAllowed = (kind: string, sql: string, mode: Mode): void => {
  const isRaw = kind === "RawNode";
  if (mode === "reads" && (isRaw ? !READING.test(sql) : kind !== "SelectQueryNode")) {
    throw storeError("other", "a change was sent through store.read");
  }
  if (isRaw && CONTROL.test(sql)) {
    throw storeError("other", "transactions are the store's own to begin and end");
  }
};

/** Kysely's own transactions would bypass the store's (time-outs, retries, group commit). */
class StoreOnlyDriver extends DummyDriver {
  override beginTransaction(): Promise<void> {
    return Promise.reject(storeError("other", "use store.transaction"));
  }
}

const toQueryResult = <Row>({ rows, affected }: SqlResult): QueryResult<Row> =>
  affected === undefined
    ? { rows: rows as Row[] }
    : { rows: rows as Row[], numAffectedRows: BigInt(affected) };

const connectTo = (run: RunStatement, mode: Mode): ConnectionProvider => {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ query, sql, parameters }: CompiledQuery) => {
      requireAllowed(query.kind, sql, mode);
      return toQueryResult<Row>(await run(sql, parameters));
    },
    streamQuery: () => {
      throw storeError("other", "the store does not stream; read in pages");
    },
  };
  return { provideConnection: (consumer) => consumer(connection) };
};

/** Puts Kysely over a dialect. Its own driver layer is left out: acquiring is the engine's work. */
export const createQueryLayer = (parts: SqlDialect): QueryLayer => {
  const driver = new StoreOnlyDriver();
  const dialect: Dialect = { ...parts, createDriver: () => driver };
  const adapter = dialect.createAdapter();
  const compiler = dialect.createQueryCompiler();
  const props = (run: RunStatement, mode: Mode): KyselyProps => ({
    config: { dialect },
    driver,
    dialect,
    executor: new DefaultQueryExecutor(compiler, adapter, connectTo(run, mode)),
  });
  return {
    statements: (run, mode) => new Kysely(props(run, mode)),
    transaction: (run) => new Transaction(props(run, "transaction")),
  };
};
