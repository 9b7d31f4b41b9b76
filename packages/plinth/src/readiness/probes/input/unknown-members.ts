import type { Probe } from "../../probe.ts";
import { askWithBodies, type Variant } from "../../support/bodies.ts";

const PRIVILEGES: Readonly<Record<string, unknown>> = {
  role: "admin",
  tier: "premium",
  isAdmin: true,
  accountId: "00000000-0000-4000-8000-000000000000",
};

const VARIANTS = Object.entries(PRIVILEGES).map(
  ([name, value]): Variant => ({
    name: `with ${name}`,
    spoil: (fitting, { body }) =>
      body?.properties !== undefined && name in body.properties
        ? undefined
        : { body: { ...fitting, [name]: value } },
  }),
);

/** P-101 */
export const unknownMembers: Probe = {
  id: "unknown-members",
  claim: "Members that a schema does not name are refused, so that nobody gives himself a role",
  requirements: ["VAL-03", "P-101", "ID-20"],
  standard: "OWASP ASVS 5 V15.3.3; OWASP API3:2023",
  owasp: "A08",
  severity: "high",
  depth: "touch",
  remedy: "Declare bodies with strictObject (additionalProperties: false).",
  sabotage: "ignore-unknown-members",
  run: (target) =>
    askWithBodies(target, {
      variants: VARIANTS,
      isRefused: ({ status }) => status === 400 || status === 422,
      wanted: "400 or 422 for each",
    }),
};
