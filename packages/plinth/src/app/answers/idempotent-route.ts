import { createHash } from "node:crypto";
import { BootError } from "#core";
import type { AnswerKeeper, Route } from "#http";
import { idempotencyErrors } from "#modules/idempotency";
import {
  IDEMPOTENCY_FIELD,
  IDEMPOTENCY_KEY_LENGTH,
  type IdempotencyKeeper,
  type RoutePolicy,
} from "#policy";

/** A call outlives the time-out of its route by so long, then it is taken for dead. */
const GRACE_MS = 30_000;
const NAME = IDEMPOTENCY_FIELD.toLowerCase();
/** As people write it, or as a structured string (RFC 9651 section 3.3.3); no escapes. */
const KEY = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]+)"|([\x21\x23-\x2b\x2d-\x7e]+))$/;

const keyOf = (field: string): string => {
  const match = KEY.exec(field.trim());
  const key = match?.[1] ?? match?.[2] ?? "";
  if (key === "" || key.length > IDEMPOTENCY_KEY_LENGTH) {
    throw idempotencyErrors.make.IDEMPOTENCY_KEY_INVALID();
  }
  return key;
};

/** The same for the same value, in whatever order its members came. */
const canonical = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** What was asked, so that a key goes with one request only. */
const fingerprintOf = (asked: Parameters<AnswerKeeper>[0]): string =>
  createHash("sha256")
    .update(canonical([asked.params, asked.query, asked.body]))
    .digest("base64url");

/**
 * Builds the keeper of an idempotent route: the same key of the same account gets the same answer,
 * and the work is done once (P-090). It stands before audit and quota: a repeated call did nothing.
 */
export const idempotentAnswers = (
  policy: RoutePolicy,
  keeper: IdempotencyKeeper | undefined,
): AnswerKeeper | undefined => {
  if (policy.idempotent !== true || keeper === undefined) return undefined;
  return async (context, produce) => {
    const field = context.header(NAME);
    const { principal } = context;
    if (field === undefined || principal === undefined) return produce();
    const call = {
      userId: principal.userId,
      route: `${policy.method} ${policy.path}`,
      key: keyOf(field),
      fingerprint: fingerprintOf(context),
      leaseMs: policy.timeoutMs + GRACE_MS,
    };
    const { answer, isReplayed } = await keeper.once(context, call, () => produce());
    if (!isReplayed) return answer;
    return { ...answer, headers: [...answer.headers, "Idempotency-Replayed", "true"] };
  };
};

/** Wraps the code of a route so that its transactions say that the key is used. */
export const fencedRoute = (
  policy: RoutePolicy,
  handler: Route["handler"],
  keeper: IdempotencyKeeper | undefined,
): Route["handler"] =>
  policy.idempotent !== true || keeper === undefined
    ? handler
    : (context) => keeper.fenced(context, () => handler(context));

/**
 * Refuses routes whose keys nobody keeps.
 * @throws {BootError} naming each.
 */
export const requireKeyKeeper = (
  policies: readonly RoutePolicy[],
  keeper: IdempotencyKeeper | undefined,
): void => {
  if (keeper !== undefined) return;
  const problems = policies
    .filter(({ idempotent }) => idempotent === true)
    .map(
      ({ method, path }) =>
        `${method} ${path}: idempotent: add the module idempotency: nobody would keep the keys`,
    );
  if (problems.length > 0) throw new BootError(problems);
};
