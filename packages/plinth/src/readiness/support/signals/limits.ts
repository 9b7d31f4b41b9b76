import { type LimitRule, windowsFor } from "#policy";
import type { Answer, Ask, Target } from "../../target.ts";
import { emptyAsk, type Operation, operationsOf, pathOf } from "../operations.ts";

/** What the RateLimit field of an answer tells. */
export interface Announced {
  readonly remaining: number;
  /** Seconds until budget comes back. */
  readonly reset: number;
}

/** Reads `"name";r=4;t=60`; undefined when there is no such field. */
export const announcedBy = ({ headers }: Answer): Announced | undefined => {
  const match = /;r=(\d+);t=(\d+)/.exec(headers.get("ratelimit") ?? "");
  return match === null ? undefined : { remaining: Number(match[1]), reset: Number(match[2]) };
};

/** A limit that can be used up in a few calls, and a harmless call that counts against it. */
export interface SmallLimit {
  readonly operation: Operation;
  readonly rule: LimitRule;
  readonly limit: number;
  readonly seconds: number;
  readonly path: string;
  readonly ask: Ask;
}

const LARGEST = 30;
/** What accounts are that sign up by themselves. */
export const NEWCOMER = { role: "user", tier: "free" } as const;

/**
 * The smallest limit of a kind. Operations with a body are called with an empty one: limits are
 * decided before schemas, so that nothing is written.
 */
export const smallestLimit = (target: Target, by: "address" | "user"): SmallLimit | undefined =>
  operationsOf(target)
    .filter(
      ({ method, body, policy }) =>
        (method === "GET" || body !== undefined) &&
        ["public", "user"].includes(policy.access.kind) &&
        (by === "user") === (policy.access.kind === "user"),
    )
    .flatMap((operation) =>
      operation.policy.limits
        .filter((rule) => rule.by === by)
        .map((rule) => {
          const windows = windowsFor(rule, NEWCOMER);
          return {
            operation,
            rule,
            limit: Math.min(...windows.map((window) => window.limit)),
            seconds: windows[0]?.seconds ?? 0,
            path: pathOf(operation, target),
            ask: emptyAsk(operation),
          };
        }),
    )
    .filter(({ limit }) => limit <= LARGEST)
    .toSorted((a, b) => a.limit - b.limit)[0];

/** Asks until a limit refuses, or `most` calls were made; the answers in their order. */
export const useUp = async (
  small: Pick<SmallLimit, "path" | "ask">,
  most: number,
  visitorOf: (call: number) => Target,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  for (let call = 0; call < most; call += 1) {
    const answer = await visitorOf(call).ask(small.path, small.ask);
    answers.push(answer);
    if (answer.status === 429) break;
  }
  return answers;
};
