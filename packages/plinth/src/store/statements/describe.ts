import { crc32 } from "node:zlib";
import type { Statement, StatementOperation } from "./contract.ts";

const MAX_TEXT = 4_000;
const TOKENS = /"[^"]*"|'[^']*'|\$\d+|\b\d+(?:\.\d+)?\b|\s+/g;
const LISTS = /\(\?(?:, \?)+\)/g;
const ROWS = /\(\?\)(?:, \(\?\))+/g;
const TABLE = /\b(?:from|into|update|join)\s+"?([a-z_]\w*)/i;
const CHANGE = /\b(insert|update|delete)\b/i;
const OPERATIONS: ReadonlySet<string> = new Set(["select", "insert", "update", "delete"]);

const withoutValues = (sql: string): string =>
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

/**
 * What statement a text is an instance of. Lists of values and rows of an insert count as one,
 * however long they are.
 */
export const describeStatement = (sql: string): Statement => {
  const text = withoutValues(sql);
  const operation = operationOf(text);
  const table = TABLE.exec(text)?.[1];
  return {
    id: crc32(text).toString(16).padStart(8, "0"),
    name: table === undefined ? operation : `${operation} ${table}`,
    operation,
    table,
    text,
  };
};
