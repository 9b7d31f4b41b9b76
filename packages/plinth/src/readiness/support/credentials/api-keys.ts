import { BlockedError } from "../../probe.ts";
import type { Answer, Target } from "../../target.ts";
import { findOperation, type Operation, operationsOf } from "../operations.ts";
import { createPerson, hasAccounts, type Person, requireUnlimited } from "../people.ts";

/** Where keys are made and listed. */
export const KEYS = "/api/v1/auth/keys";

/** Whether the target lets test accounts make, list and revoke API keys. */
export const hasKeys = (target: Target): boolean =>
  hasAccounts(target) &&
  [`GET ${KEYS}`, `POST ${KEYS}`, `DELETE ${KEYS}/{id}`].every(
    (name) => findOperation(target, name) !== undefined,
  );

/** Why probes that need keys do not apply. */
export const NO_KEYS = "the target documents no API keys";

/** A key of a test account. */
export interface TestKey {
  readonly id: string;
  /** The whole key. */
  readonly text: string;
  readonly prefix: string;
  readonly signingSecret: string;
  readonly owner: Person;
  /** The answer that made it. */
  readonly made: Answer;
}

/** What a test key is to be. */
export interface KeyWish {
  readonly scopes: readonly string[];
  readonly limit?: string;
  readonly signing?: "hmac-sha256";
}

/**
 * Makes a key of a test account.
 * @throws {BlockedError} when the target does not let it.
 */
export const createTestKey = async (target: Target, wish: KeyWish): Promise<TestKey> => {
  const owner = await createPerson(target);
  const body = { name: target.unique("audit"), expiresInDays: 1, ...wish };
  const made = await target.ask(KEYS, {
    method: "POST",
    headers: { Authorization: owner.bearer },
    body,
    isPatient: true,
  });
  const answer = (requireUnlimited(made).json ?? {}) as {
    key?: string;
    signingSecret?: string | null;
    details?: { id?: string; prefix?: string };
  };
  if (made.status !== 201 || answer.key === undefined) {
    throw new BlockedError(`making an API key answered ${made.status}, not 201`);
  }
  return {
    id: answer.details?.id ?? "",
    text: answer.key,
    prefix: answer.details?.prefix ?? "",
    signingSecret: answer.signingSecret ?? "",
    owner,
    made,
  };
};

/** Ends a test key; probes leave none behind. */
export const revoke = (target: Target, { id, owner }: TestKey): Promise<Answer> =>
  target.ask(`${KEYS}/${id}`, { method: "DELETE", headers: { Authorization: owner.bearer } });

/** Operations that any key with the right scope may read, so that asking changes nothing. */
export const readableByKeys = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ method, policy, parameters }) =>
      method === "GET" &&
      policy.scope !== null &&
      !policy.signed &&
      policy.access.kind === "user" &&
      parameters.every(({ required }) => required !== true),
  );

/** A header that sends a key. */
export const withKey = ({ text }: TestKey) => ({ Authorization: `Bearer ${text}` });
