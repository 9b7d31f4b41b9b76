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
} from "kysely";
import type { SqlDialect, SqlResult } from "./engine.ts";
import { storeError } from "./faults.ts";

/** Runs one compiled statement somewhere. */
export type RunStatement = (sql: string, parameters: readonly unknown[]) => Promise<SqlResult>;

/** Builds Kysely instances whose statements end in a function. */
export interface QueryLayer {
  /** Statements of their own. `reads` refuses everything that changes data. */
  readonly statements: (run: RunStatement, mode: "reads" | "writes") => Kysely<unknown>;
  /** Statements of one transaction. */
  readonly transaction: <Tables>(run: RunStatement) => Transaction<Tables>;
}

const CHANGES: ReadonlySet<string> = new Set([
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
  "MergeQueryNode",
]);

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

const connectTo = (run: RunStatement, refused: ReadonlySet<string>): ConnectionProvider => {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ query, sql, parameters }: CompiledQuery) => {
      if (refused.has(query.kind)) {
        throw storeError("other", "a change was sent through store.read");
      }
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
  const props = (run: RunStatement, refused: ReadonlySet<string>): KyselyProps => ({
    config: { dialect },
    driver,
    dialect,
    executor: new DefaultQueryExecutor(compiler, adapter, connectTo(run, refused)),
  });
  return {
    statements: (run, mode) => new Kysely(props(run, mode === "reads" ? CHANGES : new Set())),
    transaction: (run) => new Transaction(props(run, new Set())),
  };
};
