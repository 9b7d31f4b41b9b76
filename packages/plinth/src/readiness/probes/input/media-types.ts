import type { Probe } from "../../probe.ts";
import { askWithBodies, type Variant } from "../../support/bodies.ts";

const TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/x-json-not",
  "application/jsonp",
];

const VARIANTS: readonly Variant[] = [
  ...TYPES.map(
    (type): Variant => ({
      name: `as ${type}`,
      spoil: (fitting) => ({ body: JSON.stringify(fitting), headers: { "Content-Type": type } }),
    }),
  ),
  { name: "without a type", spoil: (fitting) => ({ body: JSON.stringify(fitting) }) },
];

/** VAL-04, P-008 */
export const mediaTypes: Probe = {
  id: "media-types",
  claim: "Only JSON is taken for JSON, so that no form of another site can send it",
  requirements: ["VAL-04", "P-008"],
  standard: "OWASP ASVS 5 V4.1.1; RFC 9110 section 15.5.16",
  owasp: "A03",
  severity: "medium",
  depth: "touch",
  remedy: "Compare the whole media type (isJsonMediaType), and answer anything else with 415.",
  sabotage: "accept-any-media-type",
  run: (target) =>
    askWithBodies(target, {
      variants: VARIANTS,
      isRefused: ({ status }) => status === 415,
      wanted: "415 for each",
    }),
};
