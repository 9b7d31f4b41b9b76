import type { Probe } from "../../probe.ts";
import { askWithBodies, type Variant } from "../../support/bodies.ts";

/** Larger limits are tested by what is announced alone; sending so much would be impolite. */
const SENDABLE_BYTES = 256 * 1_024;
const JSON_TYPE = { "Content-Type": "application/json" };
/** A refusal by length needs nothing but the head of the request; waiting for more is the fault. */
const timeoutMs = 2_000;

const VARIANTS: readonly Variant[] = [
  {
    name: "announcing one byte too many",
    spoil: (_, { policy }) => ({
      headers: JSON_TYPE,
      contentLength: policy.bodyLimit + 1,
      timeoutMs,
    }),
  },
  {
    name: "sending one byte too many unannounced",
    spoil: (_, { policy }) =>
      policy.bodyLimit > SENDABLE_BYTES
        ? undefined
        : {
            headers: JSON_TYPE,
            body: `"${"x".repeat(policy.bodyLimit)}`,
            isUnfinished: true,
            timeoutMs,
          },
  },
];

/** VAL-05 */
export const bodySize: Probe = {
  id: "body-size",
  claim: "A body over its limit is refused before it is read in full",
  requirements: ["VAL-05", "POL-10"],
  standard: "OWASP ASVS 5 V4.1.1, V5.2.1; RFC 9110 section 15.5.14",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Keep the read stage in its place; declare `bodyLimit` where 64 kB are too many.",
  sabotage: "no-body-limit",
  run: (target) =>
    askWithBodies(target, {
      variants: VARIANTS,
      isRefused: ({ status }) => status === 413,
      wanted: "413 for each",
      // What is not refused is waited for, and there are many routes with bodies.
      endsAtFault: true,
      sharesPerson: true,
    }),
};
