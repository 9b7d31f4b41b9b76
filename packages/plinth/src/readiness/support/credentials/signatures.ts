import { signRequest } from "#client";
import type { Ask, Target } from "../../target.ts";
import { bodyFor, type Operation, operationsOf, pathOf } from "../operations.ts";
import { type TestKey, withKey } from "./api-keys.ts";

/** An operation whose callers with a key must sign. */
export const signedOperation = (target: Target): Operation | undefined =>
  operationsOf(target).find(({ policy }) => policy.signed && policy.access.kind === "user");

/** Why probes about signatures do not apply. */
export const NOTHING_SIGNED = "no operation asks for signed requests";

/** A request that can be sent again to the letter. */
export interface Prepared {
  readonly path: string;
  readonly ask: Ask;
  /** The body as it was signed. */
  readonly text: string;
}

/** Signs a request to an operation as its caller would. */
export const prepareSigned = async (
  target: Target,
  operation: Operation,
  key: TestKey,
): Promise<Prepared> => {
  const path = pathOf(operation, target);
  const body = bodyFor(operation, target);
  const text = body === undefined ? "" : JSON.stringify(body);
  const { method } = operation;
  const signed = await signRequest(
    { method, url: `${target.url}${path}`, body: text },
    { keyId: key.text, algorithm: "hmac-sha256", secret: key.signingSecret },
    { now: target.clock.now() },
  );
  const headers = { ...withKey(key), ...signed };
  if (text === "") return { path, text, ask: { method, headers } };
  const ask = {
    method,
    headers: { ...headers, "Content-Type": "application/json" },
    body: text,
  };
  return { path, text, ask };
};
