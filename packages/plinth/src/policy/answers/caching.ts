import { type DurationText, parseDuration } from "#core";
import type { Access } from "../access.ts";
import type { Method, RoutePolicy } from "../policy.ts";
import type { CacheDeclaration } from "./types.ts";

const secondsOf = (text: DurationText): number => {
  const seconds = Math.round(parseDuration(text) / 1000);
  if (seconds === 0) throw new RangeError('less than a second is no time; say "no-cache"');
  return seconds;
};

/** Whether the answer may depend on who calls. */
export const isForCaller = (access: Access): boolean =>
  access.kind !== "public" || access.identify === true;

/**
 * The value of Cache-Control.
 * @throws {RangeError} for what would hand the answer of one caller to another.
 */
export const parseCache = (
  declared: CacheDeclaration | undefined,
  access: Access,
  method: Method,
): string => {
  if (declared === undefined || declared === "no-store") return "no-store";
  if (method !== "GET") throw new RangeError("only what a GET answers is kept");
  if (declared === "no-cache") return isForCaller(access) ? "private, no-cache" : "no-cache";
  if ("public" in declared) {
    if (isForCaller(access)) {
      throw new RangeError("an answer for one caller cannot be cached for everyone; use private");
    }
    const seconds = secondsOf(declared.public);
    return `public, max-age=${seconds}${declared.immutable === true ? ", immutable" : ""}`;
  }
  return `private, max-age=${secondsOf(declared.private)}`;
};

/** Whether anybody may keep the answer: it has a validator then, and is asked about (RFC 9110). */
export const isStorable = ({ cacheControl }: Pick<RoutePolicy, "cacheControl">): boolean =>
  cacheControl !== "no-store";

/** Kinds of answers that leave whole: what comes bit by bit has no tag of its bytes. */
const WHOLE: readonly RoutePolicy["produces"][] = ["json", "html", "text", "asset", "worker"];

/** Declared answers, and 304 where the caller may have the answer already. */
export const withNotModified = (
  responses: RoutePolicy["responses"],
  policy: Pick<RoutePolicy, "cacheControl" | "produces">,
): RoutePolicy["responses"] => {
  const hasBody = (responses[200] ?? null) !== null;
  const isTagged = isStorable(policy) && WHOLE.includes(policy.produces) && hasBody;
  return isTagged && responses[304] === undefined ? { ...responses, 304: null } : responses;
};

/**
 * What of a request the answer depends on beside its address (RFC 9110 section 12.5.5): who calls,
 * and the fields that the route names. Empty where nobody keeps the answer, or all get the same.
 */
export const varyOf = ({
  access,
  cacheControl,
  reuse,
}: Pick<RoutePolicy, "access" | "cacheControl" | "reuse">): readonly string[] => {
  if (!isStorable({ cacheControl })) return [];
  const caller = isForCaller(access) ? ["Cookie", "Authorization"] : [];
  return [...caller, ...(reuse?.vary ?? [])];
};
