import { crc32 } from "node:zlib";
import type { Statement, StatementOperation } from "./contract.ts";

const MAX_TEXT = 4_000;
const TOKENS = /"[^"]*"|'[^']*'|\$\d+|\b\d+(?:\.\d+)?\b|\s+/g;
const LISTS = /\(\?(?:, \?)+\)/g;
const ROWS = /\(\?\)(?:, \(\?\))+/g;
const TABLES = /\b(?:from|into|update|join)\s+"?([a-z_]\w*)/gi;
const CHANGE = /\b(insert|update|delete)\b/i;
const OPERATIONS: ReadonlySet<string> = new Set(["select", "insert", "update", "delete"]);

/** A text with "?" for every value; lists of values and rows of an insert count as one. */
export const statementText = (sql: string): string =>
  sql
    .slice(0, MAX_TEXT)
    .replace(TOKENS, (token) => {
      if (token.startsWith('"')) return token;
      return token.trim() === "" ? " " : "?";
    })
    .replace(LISTS, "(?)")
    .replace(ROWS, "(?)")
    .trim();

const operationOf = (text: string): StatementOperation => {
  const first = /^\w+/.exec(text)?.[0].toLowerCase() ?? "";
  // A common table expression may change rows as well as read them.
  const word = first === "with" ? (CHANGE.exec(text)?.[1]?.toLowerCase() ?? "select") : first;
  return OPERATIONS.has(word) ? (word as StatementOperation) : "other";
};

/** Tables that a statement names, in their order; names of its own subqueries may be among them. */
export const statementTables = (sql: string): readonly string[] => [
  ...new Set([...sql.matchAll(TABLES)].map(([, table = ""]) => table)),
];

/** What statement a text is an instance of, however many values it has. */
export const describeStatement = (sql: string): Statement => {
  const text = statementText(sql);
  const operation = operationOf(text);
  const [table] = statementTables(text);
  return {
    id: crc32(text).toString(16).padStart(8, "0"),
    name: table === undefined ? operation : `${operation} ${table}`,
    operation,
    table,
    text,
  };
};
