import { expect, test } from "vitest";
import { type ModuleProbe, probeFaults } from "./module-probe.ts";

const whole: ModuleProbe<unknown> = {
  id: "plans-are-safe",
  claim: "A plan holds nothing that its owner excluded",
  requirements: ["MEAL-06"],
  standard: "Regulation (EU) 1169/2011",
  owasp: "none",
  severity: "critical",
  depth: "touch",
  remedy: "Leave it out.",
  run: async () => ({ faults: [], checked: 1, of: "plans", wanted: "nothing" }),
  twin: { what: "leaves nothing out", breaks: (service) => service },
};

const faultsOf = (...probes: readonly object[]) =>
  probeFaults([{ name: "plans", probes: probes as readonly ModuleProbe<unknown>[] }]);

test("EVID-01, EVID-03: a probe that has everything is taken", () => {
  expect(faultsOf(whole, { ...whole, id: "plans-are-served" })).toEqual([]);
  expect(probeFaults([{ name: "plans" }])).toEqual([]);
});

test.each(Object.keys(whole))(
  "EVID-03: a probe without its %s is refused, in one sentence",
  (key) => {
    const { [key as keyof typeof whole]: _, ...rest } = whole;
    const faults = faultsOf(rest);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^probe .* of module plans lacks \S/);
  },
);

test.each([
  { id: "are-safe" },
  { id: "plans-" },
  { id: "plans-Are-Safe" },
  { claim: "Safe" },
  { requirements: [] },
  { severity: "bad" },
  { owasp: "A11" },
  { depth: "drill" },
  { twin: { what: "", breaks: () => undefined } },
  { twin: { what: "leaves nothing out" } },
])("EVID-03: %j is refused", (wrong) => {
  expect(faultsOf({ ...whole, ...wrong })).toHaveLength(1);
});

test("EVID-03: two probes of one name are refused, whichever modules bring them", () => {
  const faults = probeFaults([
    { name: "plans", probes: [whole] },
    { name: "plans", probes: [whole] },
  ]);
  expect(faults).toEqual(["two probes are called plans-are-safe; rename one"]);
});
