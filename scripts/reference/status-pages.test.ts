import { expect, test } from "vitest";
import { statementsIn } from "./statements.ts";
import { readinessStatusPage, tasksPage, tasksSummaryPage } from "./status-pages.ts";
import { trace } from "./traceability.ts";

const requirements = statementsIn(`## Identity

- **ID-01** Register. — proof: x.
- **ID-02** Sign in. — proof: x.

## Sessions

- **SES-01** A record. — proof: x.
- **SES-02** A cookie. — proof: x.
`);
const properties = statementsIn("- **P-001** Hashing. — must fail on: x.\n- **P-002** More.");
const specification = { requirements, properties, mentioned: new Set<string>() };
const titles = [
  { file: "a.test.ts", title: "ID-01, P-001: it" },
  { file: "b.test.ts", title: "SES-01: it" },
];
const probes = [{ id: "cookie-flags", requirements: ["ID-01", "ID-02"] }];
const parts = { specification, traced: trace(specification, titles), probes };

test("DOC-06: every requirement is a task with its status and its tests", () => {
  const page = tasksPage(parts);
  expect(page).toContain(
    "| `ID-01` | Register. | probed and tested | `cookie-flags` | [a.test.ts](../../a.test.ts) |",
  );
  expect(page).toContain("| `ID-02` | Sign in. | probed | `cookie-flags` | - |");
  expect(page).toContain("| `SES-02` | A cookie. | open | - | - |");
});

test("DOC-05, EVID-10: the summary counts phases; one with an open task remains", () => {
  expect(tasksSummaryPage(parts)).toContain(
    "3 of 4 tasks have a check (75 %). Of 2 phases 1 are complete, 1 partial, 1 remain; next: Sessions.",
  );
});

test("DOC-05: the status has no verdict of its own, and names what has no check", () => {
  const page = readinessStatusPage(parts);
  expect(page).toContain("Verdict: none.");
  expect(page).toContain("| `SES-02` | A cookie. |");
  expect(page).toContain("| Properties with a test | 1 of 2 |");
  // Made again it is the same: a hand edit differs, and `npm run check:docs` says so.
  expect(readinessStatusPage(parts)).toBe(page);
});
