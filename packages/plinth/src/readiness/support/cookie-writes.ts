import type { Target } from "../target.ts";
import { type Operation, operationsOf } from "./operations.ts";

/** State changes by signed-in callers that a browser's cookie could be abused for. */
export const cookieWrites = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ method, policy }) => method !== "GET" && policy.access.kind === "user",
  );

/**
 * One of them that changes nothing when it is called with an empty body, because its schema asks
 * for members: for showing that a request passes the check of forgery.
 */
export const harmlessWrite = (target: Target): Operation | undefined =>
  cookieWrites(target).find(
    ({ body, policy }) => (body?.required ?? []).length > 0 && policy.csrf.kind === "cookie",
  );
