import type { Statement, StatementFigures } from "./contract.ts";
import { describeStatement } from "./describe.ts";
import { createDurations, type Durations } from "./durations.ts";

/** Statements that are told apart; code has a few hundred. All later ones count as one. */
const MAX_STATEMENTS = 1_000;
/** Texts that are recognised without being read again; lists of many lengths make many texts. */
const MAX_TEXTS = 4_000;

/** Only statements on rows have a plan. */
const EXPLAINED: ReadonlySet<string> = new Set(["select", "insert", "update", "delete"]);

/** A statement and what it cost so far. */
export interface Tracked {
  readonly statement: Statement;
  readonly sql: string;
  readonly durations: Durations;
  failures: number;
  slow: number;
}

/** All statements of a store. */
export interface TrackedStatements {
  /** The statement that a text is an instance of. */
  readonly of: (sql: string) => Tracked;
  readonly figures: () => readonly StatementFigures[];
}

const track = (statement: Statement, sql: string): Tracked => ({
  statement,
  sql,
  durations: createDurations(),
  failures: 0,
  slow: 0,
});

const figuresOf = ({ statement, sql, durations, failures, slow }: Tracked): StatementFigures => {
  const count = durations.count();
  const totalMs = durations.totalMs();
  return {
    ...statement,
    sql,
    isExplained: sql !== "" && EXPLAINED.has(statement.operation),
    count,
    failures,
    slow,
    totalMs,
    meanMs: count === 0 ? 0 : totalMs / count,
    p50Ms: durations.quantile(0.5),
    p95Ms: durations.quantile(0.95),
    maxMs: durations.maxMs(),
  };
};

const OTHERS: Statement = {
  id: "00000000",
  name: "other",
  operation: "other",
  table: undefined,
  text: "all further statements",
};

/** Ends a transaction; no text of anybody's. */
const COMMIT: Statement = {
  id: "c0000000",
  name: "commit",
  operation: "commit",
  table: undefined,
  text: "commit",
};

/** Builds an empty list, and what commits count for. */
export const createTrackedStatements = (): TrackedStatements & { readonly commit: Tracked } => {
  const byId = new Map<string, Tracked>();
  const byText = new Map<string, Tracked>();
  const others = track(OTHERS, "");
  const commit = track(COMMIT, "");

  const find = (sql: string): Tracked => {
    const statement = describeStatement(sql);
    const known = byId.get(statement.id);
    if (known !== undefined) return known;
    if (byId.size >= MAX_STATEMENTS) return others;
    const made = track(statement, sql);
    byId.set(statement.id, made);
    return made;
  };

  return {
    commit,
    of: (sql) => {
      const known = byText.get(sql);
      if (known !== undefined) return known;
      const found = find(sql);
      const oldest = byText.size < MAX_TEXTS ? undefined : byText.keys().next().value;
      if (oldest !== undefined) byText.delete(oldest);
      byText.set(sql, found);
      return found;
    },
    figures: () =>
      [...byId.values(), commit, others]
        .map(figuresOf)
        .filter(({ count, failures }) => count + failures > 0),
  };
};
