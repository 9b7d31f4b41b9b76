import type { Answer } from "../target.ts";

/** The members of a problem document that clients rely on (RFC 9457, ERR-01). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly details: readonly unknown[];
  readonly requestId: string;
  readonly timestamp: string;
  readonly documentationUrl: string;
}

const TEXTS = [
  "type",
  "title",
  "detail",
  "instance",
  "code",
  "requestId",
  "timestamp",
  "documentationUrl",
] as const;

/** What keeps an answer from being a problem document; empty for a good one. */
export const problemFaults = ({ status, headers, json }: Answer): readonly string[] => {
  const type = headers.get("content-type") ?? "no type";
  if (!type.startsWith("application/problem+json")) return [`is ${type}, no problem+json`];
  if (typeof json !== "object" || json === null) return ["is no JSON object"];
  const problem = json as Record<string, unknown>;
  return [
    ...TEXTS.filter((name) => typeof problem[name] !== "string").map((name) => `has no ${name}`),
    ...(problem["status"] === status ? [] : [`says status ${String(problem["status"])}`]),
    ...(Array.isArray(problem["details"]) ? [] : ["has no list of details"]),
  ];
};

/** Why what is in problem documents does not apply; that there are none is said by one probe. */
export const NO_PROBLEMS = "errors are no problem documents, and no document promises any";

/** The body as a problem document, whatever it lacks. */
export const problemOf = (answer: Answer): Partial<Problem> =>
  typeof answer.json === "object" && answer.json !== null ? (answer.json as Partial<Problem>) : {};

/** Status and body without what differs between any two answers: for comparing refusals. */
export const comparable = (answer: Answer): string => {
  const problem: Record<string, unknown> = { ...problemOf(answer) };
  for (const name of ["requestId", "traceId", "instance", "timestamp"]) delete problem[name];
  return `${answer.status} ${Object.keys(problem).length === 0 ? answer.text : JSON.stringify(problem)}`;
};

/** Sentences begin with "Select … from" too; what follows a table's name tells them apart. */
const FROM_TABLE = /\sfrom\s["`\w.]+\s?(?:where|limit|order by|join|;|$)/gi;
/** Longest list of columns that is looked for. */
const COLUMNS = 400;

const hasSelect = (text: string): boolean => {
  for (const { index } of text.matchAll(FROM_TABLE)) {
    const before = text.slice(Math.max(0, index - COLUMNS), index);
    const at = before.toLowerCase().lastIndexOf("select");
    const isWord = at !== -1 && !/\w/.test(before.charAt(at - 1));
    if (isWord && /^\s[\w*"`.,\s]+$/.test(before.slice(at + "select".length))) return true;
  }
  return false;
};

/** Each is judged by a tool to take linear time, which is why some are several. */
const LEAKS: readonly (readonly [string, RegExp])[] = [
  ["a stack trace", /\((?:file:|node:|\/)[^\s():]+:\d+:\d/],
  ["a stack trace", /\bat (?:async )?(?:file:|node:|\/)[^\s():]+:\d+:\d/],
  ["a stack trace", /Traceback \(most recent call last\)|\bat [\w.$]+\([\w$]+\.java:\d+\)/],
  ["SQL", /\binsert into\s["`\w.]+\s?(?:\(|values)/i],
  ["SQL", /\bupdate\s["`\w.]+\sset\s["`\w.]+\s?=/i],
  ["SQL", /\bSQLITE_[A-Z]|syntax error at or near/],
  ["SQL", /violates \w{1,40} constraint/],
  ["a file path", /(?:\/(?:home|root|usr|var|tmp|etc)\/[\w.-]+\/|[A-Z]:\\\\?\w+\\)/],
  ["a library", /node_modules|\bnode:internal\b|\b(?:better-sqlite3|pg-pool|kysely|typebox)\b/i],
];

/** What an answer tells of the inside of the service; undefined if nothing. */
export const leakIn = (text: string): string | undefined =>
  LEAKS.find(([, pattern]) => pattern.test(text))?.[0] ?? (hasSelect(text) ? "SQL" : undefined);
