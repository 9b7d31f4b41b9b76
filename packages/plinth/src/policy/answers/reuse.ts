import { parseDuration } from "#core";
import type { Access } from "../access.ts";
import type { PolicyDeclaration } from "../declaration.ts";
import type { Method } from "../policy.ts";
import { isForCaller } from "./caching.ts";
import type { ReusePolicy } from "./types.ts";

const FIELDS = ["for", "vary", "tags"];
const LONGEST_MS = 86_400_000;
const FIELD_NAME = /^[a-z][a-z0-9-]{0,60}$/;
/** Who calls is part of every key that needs it; these would make a key of a secret. */
const CREDENTIALS = ["cookie", "authorization"];

const isTags = (tags: unknown): boolean =>
  typeof tags === "function" ||
  (Array.isArray(tags) && tags.every((tag) => typeof tag === "string" && tag !== ""));

/** Policy of a route that cannot go together with answers that are kept. */
const contradictions = (method: Method, declaration: PolicyDeclaration): readonly string[] => [
  ...(method === "GET" ? [] : ["reuse: only what a GET answers is kept"]),
  ...(declaration.audit === undefined ? [] : ["reuse: each call is to leave an audit event"]),
  ...(declaration.quota === undefined ? [] : ["reuse: each call is to be counted by its quota"]),
  ...(["json", "html", "text"].includes(declaration.produces ?? "json")
    ? []
    : ["reuse: only answers that are text are kept"]),
];

/** Parses how answers are kept; adds one sentence to `problems` for each fault (POL-03). */
export const parseReuse = (
  method: Method,
  declaration: PolicyDeclaration,
  access: Access,
  problems: string[],
): ReusePolicy | undefined => {
  const declared = declaration.reuse;
  if (declared === undefined) return undefined;
  if (typeof declared !== "object" || declared === null) {
    problems.push("reuse: { for, vary, tags }");
    return undefined;
  }
  const { vary = [], tags = [] } = declared;
  const unknown = Object.keys(declared).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) problems.push(`reuse: unknown field ${unknown.join(", ")}`);
  let ms = 0;
  try {
    ms = parseDuration(declared.for);
    if (ms > LONGEST_MS) problems.push("reuse: a day is the longest");
  } catch (fault) {
    problems.push(`reuse: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  const isNamed = Array.isArray(vary) && vary.every((name) => FIELD_NAME.test(String(name)));
  if (!isNamed) problems.push("reuse: `vary` lists fields in lower case");
  else if (vary.some((name) => CREDENTIALS.includes(name))) {
    problems.push("reuse: who calls is told apart anyway; leave cookie and authorization out");
  }
  if (!isTags(tags)) problems.push("reuse: `tags` are names, or a function that gives them");
  problems.push(...contradictions(method, declaration));
  return {
    seconds: ms / 1000,
    vary: isNamed ? vary : [],
    tags: typeof tags === "function" ? "computed" : tags,
    by: isForCaller(access) ? "caller" : "everyone",
  };
};

/** One phrase for tables and documents. */
export const describeReuse = (reuse: ReusePolicy | undefined): string => {
  if (reuse === undefined) return "not kept here";
  const whose = reuse.by === "caller" ? "by caller" : "for everyone";
  const fields = reuse.vary.length === 0 ? "" : ` and ${reuse.vary.join(", ")}`;
  return `kept here ${reuse.seconds} s ${whose}${fields}`;
};
