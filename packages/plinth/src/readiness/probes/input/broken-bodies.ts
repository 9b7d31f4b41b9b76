import type { Probe } from "../../probe.ts";
import { askWithBodies, jsonText, type Variant } from "../../support/bodies.ts";
import { leakIn } from "../../support/problems.ts";

const VARIANTS: readonly Variant[] = [
  { name: "with half a body", spoil: () => jsonText("{") },
  { name: "with a list", spoil: () => jsonText("[]") },
  { name: "with a number", spoil: () => jsonText("7") },
  { name: "with null", spoil: () => jsonText("null") },
  {
    name: "without its members",
    spoil: (_, { body }) => ((body?.required ?? []).length === 0 ? undefined : { body: {} }),
  },
  {
    name: "with a member of the wrong type",
    spoil: (fitting) => {
      const [name] = Object.keys(fitting);
      return name === undefined ? undefined : { body: { ...fitting, [name]: { wrong: true } } };
    },
  },
  { name: "with a broken escape", spoil: () => jsonText('{"a":"\\ud8"}') },
];

/** VAL-03 */
export const brokenBodies: Probe = {
  id: "broken-bodies",
  claim: "A body that does not fit its schema is refused as the caller's fault, never as ours",
  requirements: ["VAL-01", "VAL-03", "P-065"],
  standard: "OWASP ASVS 5 V2.2.1, V4.1.1",
  owasp: "A03",
  severity: "high",
  depth: "touch",
  remedy: "Keep the validate stage in its place; declare `body` of the route with strictObject.",
  sabotage: "skip-validate",
  run: (target) =>
    askWithBodies(target, {
      variants: VARIANTS,
      isRefused: ({ status, text }) =>
        (status === 400 || status === 422) && leakIn(text) === undefined,
      wanted: "400 or 422 for each, telling nothing internal",
    }),
};
