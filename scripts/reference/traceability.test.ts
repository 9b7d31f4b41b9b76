import { expect, test } from "vitest";
import { statementsIn } from "./statements.ts";
import { titlesIn } from "./test-titles.ts";
import { countTraced, trace } from "./traceability.ts";

const MARKDOWN = `# Requirements

## Identity

- **ID-01** Register with e-mail. — proof: register twice; see P-001.
- **ID-02** Sign in up to the floor of ID-77. — proof: P-001.

# Properties

- **P-001** Hashing: any password verifies. — must fail on: unsalted SHA-256.
`;

const statements = statementsIn(MARKDOWN);
const specification = {
  requirements: statements.slice(0, 2),
  properties: statements.slice(2),
  mentioned: new Set(["ID-77"]),
};

test("EVID-11: statements are read with section, text and proof", () => {
  expect(statements).toEqual([
    {
      id: "ID-01",
      section: "Identity",
      text: "Register with e-mail.",
      proof: "register twice; see P-001.",
    },
    {
      id: "ID-02",
      section: "Identity",
      text: "Sign in up to the floor of ID-77.",
      proof: "P-001.",
    },
    {
      id: "P-001",
      section: "Properties",
      text: "Hashing: any password verifies.",
      proof: "unsalted SHA-256.",
    },
  ]);
});

test("EVID-11: titles are read from every form of a test, and from nothing else", () => {
  const source = `
    describe("outer", () => {
      test("plain", () => {});
      it.each([1, 2])("each %s", () => {});
      test.skipIf(true)(\`template \${value} end\`, async () => {});
      other("not a test");
      const text = "ID-01: not a title"; // test("nor this")
    });`;
  const plain = ["outer", "plain", "each %s", "template … end"];
  expect(titlesIn(source, "a.test.ts")).toEqual(plain);
  expect(titlesIn('export const cases = [{ name: "case" }];', "limits/conformance.ts")).toEqual([
    "case",
  ]);
  expect(titlesIn('const user = { name: "Ada" };', "a.test.ts")).toEqual([]);
});

test("EVID-11: tests and statements are linked in both directions", () => {
  const traced = trace(specification, [
    { file: "a.test.ts", title: "ID-01, P-001: both" },
    { file: "a.test.ts", title: "ID-01: again" },
    { file: "b.test.ts", title: "hashes with SHA-256 as UTF-8" },
    { file: "b.test.ts", title: "ID-77: only mentioned" },
    { file: "c.test.ts", title: "ID-99: nobody asked for this" },
  ]);
  expect(traced.tests.get("ID-01")).toEqual(new Map([["a.test.ts", 2]]));
  expect(traced.faults).toEqual([
    'c.test.ts: "ID-99: nobody asked for this" names ID-99, which no specification has',
  ]);
  expect(traced.unstated).toEqual(["ID-77"]);
  expect(countTraced(specification.requirements, traced)).toBe(1);
});
