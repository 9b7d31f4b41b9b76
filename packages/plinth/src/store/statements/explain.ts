import { type Kysely, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import { statementText } from "./describe.ts";

/** How a database goes about a statement. */
export interface StatementPlan {
  /** The engine's own words, a step a line. */
  readonly steps: readonly string[];
  /** Tables that are read from end to end. */
  readonly scans: readonly string[];
  /** One sentence for each of them. */
  readonly hints: readonly string[];
}

/** Tables of the engine's own, and the history of migrations, which is as long as the code wants. */
const SYSTEM = /^(?:(?:pg|sqlite)_.*|plinth_migrations)$/;
/** An index that is walked in order stops at the limit; without one it is read to its end. */
const LIMITED = /\blimit \?/i;
const EMBEDDED_SCAN = /^SCAN (\w+)(?: AS \w+)?( USING .*INDEX)?/;
const POSTGRESQL_SCAN = /Seq Scan on (?:only )?"?(\w+)/;
const CONDITION = /(?:"(\w+)"\.)?"(\w+)" (=|in|is|<=|>=|<|>)/g;

/** What a name in a plan stands for; undefined for a subquery, whose own steps tell what it reads. */
const tableOf = (name: string, text: string): string | undefined => {
  const owner = new RegExp(`(\\)|"\\w+") as "${name}"`).exec(text)?.[1];
  if (owner === undefined) return name;
  return owner === ")" ? undefined : owner.slice(1, -1);
};

const scanned = (engine: Store["engine"], steps: readonly string[], text: string): string[] => {
  const isLimited = LIMITED.test(text);
  const found = steps.flatMap((step) => {
    if (engine === "postgresql") return POSTGRESQL_SCAN.exec(step)?.[1] ?? [];
    const [, table, index] = EMBEDDED_SCAN.exec(step) ?? [];
    // "SCAN CONSTANT ROW" and "SCAN 3 CONSTANT ROWS" read nothing.
    if (table === undefined || /^(?:\d+|CONSTANT)$/.test(table)) return [];
    return index !== undefined && isLimited ? [] : (tableOf(table, text) ?? []);
  });
  return [...new Set(found)].filter((table) => !SYSTEM.test(table));
};

/** Columns that a statement compares: those for equality first, as an index wants them. */
const comparedColumns = (text: string, table: string, isOnly: boolean): readonly string[] => {
  const where = text.slice(Math.max(0, text.search(/\bwhere\b/i)));
  const found = [...where.matchAll(CONDITION)].filter(
    ([, owner]) => owner === table || (owner === undefined && isOnly),
  );
  const equal = found.filter(([, , , operator]) => operator === "=" || operator === "in");
  const ranges = found.filter((one) => !equal.includes(one));
  return [...new Set([...equal, ...ranges].map(([, , column = ""]) => column))];
};

const hintOf = (text: string, table: string): string => {
  const isOnly = !/\bjoin\b/i.test(text);
  const columns = /\bwhere\b/i.test(text) ? comparedColumns(text, table, isOnly) : [];
  return columns.length === 0
    ? `reads all rows of ${table}; nothing in the statement narrows them down`
    : `reads all rows of ${table}; an index on (${columns.join(", ")}) may help`;
};

/** SQLite explains without values; what is not bound counts as NULL. */
const explainEmbedded = async (store: Store, text: string): Promise<string[]> => {
  const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(text)}`.execute(
    store.read(),
  );
  return rows.map(({ detail }) => detail);
};

const placeholders = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

/** The plan for values that are not known, which PostgreSQL 15 makes only of prepared statements. */
const explainPostgresql = (store: Store, text: string): Promise<string[]> =>
  store.transaction(
    async (tx: Kysely<unknown>) => {
      // Names outlive a transaction that failed; nobody else on these connections uses any.
      await sql`deallocate all`.execute(tx);
      await sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(tx);
      await sql`prepare plinth_explained as ${sql.raw(text)}`.execute(tx);
      const count = placeholders(text);
      const values =
        count === 0 ? "" : `(${Array.from({ length: count }, () => "null").join(", ")})`;
      const { rows } = await sql<Record<string, string>>`explain execute plinth_explained${sql.raw(
        values,
      )}`.execute(tx);
      await sql`deallocate plinth_explained`.execute(tx);
      return rows.flatMap((row) => Object.values(row));
    },
    { isolation: "read committed" },
  );

/**
 * How the database would run a statement of this store, without running it. `text` is the statement
 * as it was sent, so never anything from outside.
 * @throws {AppError} DATABASE_ERROR when the database does not understand it.
 */
export const explainStatement = async (store: Store, text: string): Promise<StatementPlan> => {
  const steps =
    store.engine === "embedded"
      ? await explainEmbedded(store, text)
      : await explainPostgresql(store, text);
  const statement = statementText(text);
  const scans = scanned(store.engine, steps, statement);
  return { steps, scans, hints: scans.map((table) => hintOf(statement, table)) };
};
