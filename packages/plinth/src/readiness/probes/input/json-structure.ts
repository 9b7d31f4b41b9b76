import type { Probe } from "../../probe.ts";
import { askWithBodies, type Fitting, jsonText, type Variant } from "../../support/bodies.ts";

/** Deep enough for careless parsers, and small enough for any body limit. */
const DEPTH = 1_000;

/** Text of the object with something before its first member. */
const withFirst = (fitting: Fitting, member: string): string => {
  const text = JSON.stringify(fitting);
  return text === "{}" ? `{${member}}` : `{${member},${text.slice(1)}`;
};

const VARIANTS: readonly Variant[] = [
  {
    name: "with a member twice",
    spoil: (fitting) => {
      const [first] = Object.entries(fitting);
      const [name, value] = first ?? ["a", 1];
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      const isAlone = first === undefined;
      return jsonText(withFirst(fitting, isAlone ? `${member},${member}` : member));
    },
  },
  {
    name: "with __proto__",
    spoil: (fitting) => jsonText(withFirst(fitting, '"__proto__":{"role":"admin"}')),
  },
  {
    name: "with constructor",
    spoil: (fitting) =>
      jsonText(withFirst(fitting, '"constructor":{"prototype":{"role":"admin"}}')),
  },
  {
    name: `nested ${DEPTH} deep`,
    spoil: (fitting) =>
      jsonText(withFirst(fitting, `"deep":${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`)),
  },
];

/** VAL-04, P-100 */
export const jsonStructure: Probe = {
  id: "json-structure",
  claim:
    "JSON that programs read differently – members twice, prototypes, endless depth – is refused",
  requirements: ["VAL-04", "P-100"],
  standard: "RFC 8259 section 4; OWASP ASVS 5 V1.5.3",
  owasp: "A03",
  severity: "medium",
  depth: "touch",
  remedy: "Parse bodies with parseStrictJson, before anything else reads them.",
  sabotage: "parse-loosely",
  run: (target) =>
    askWithBodies(target, {
      variants: VARIANTS,
      isRefused: ({ status }) => status === 400 || status === 422,
      wanted: "400 or 422 for each",
    }),
};
