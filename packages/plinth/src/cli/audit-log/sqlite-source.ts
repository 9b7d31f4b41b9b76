import type { DatabaseSync } from "node:sqlite";
import type { ChainSource } from "#modules/audit-log";

type Rows<Name extends "head" | "checkpoints" | "rows"> = Awaited<ReturnType<ChainSource[Name]>>;

/** The chain as another reader of the database file sees it, who disturbs nobody. */
export const createSqliteSource = (database: DatabaseSync): ChainSource => {
  const one = (text: string, ...values: number[]): Record<string, unknown> | undefined =>
    database.prepare(text).get(...values);
  const page = database.prepare("SELECT * FROM audit_log WHERE seq > ? ORDER BY seq LIMIT ?");
  return {
    head: async () => one("SELECT * FROM audit_head WHERE id = 1") as unknown as Rows<"head">,
    checkpoints: async () =>
      database
        .prepare("SELECT * FROM audit_checkpoints ORDER BY number")
        .all() as unknown as Rows<"checkpoints">,
    rows: async (after, limit) => page.all(after, limit) as unknown as Rows<"rows">,
    ends: async () => {
      const found = one(
        "SELECT (SELECT seq FROM audit_head WHERE id = 1) AS head, (SELECT max(seq) FROM audit_log) AS last",
      );
      return { head: Number(found?.["head"] ?? 0), last: Number(found?.["last"] ?? 0) };
    },
    firstUpTo: async (seq) => {
      const found = one("SELECT min(seq) AS first FROM audit_log WHERE seq <= ?", seq)?.["first"];
      return typeof found === "number" ? found : undefined;
    },
  };
};
