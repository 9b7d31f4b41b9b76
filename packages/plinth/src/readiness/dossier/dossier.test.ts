import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { PROBES } from "../probes/index.ts";
import { componentsOf, isAllowedLicence } from "./evidence/components.ts";
import { readLock } from "./evidence/shapes.ts";
import {
  auditFile,
  DAY,
  drillFile,
  lineOf,
  loadFile,
  NOW,
  otherFile,
  registryOf,
  reportOf,
  testsFile,
} from "./evidence.test-support.ts";
import { AREAS, COVERAGE } from "./judge/areas.ts";
import { percentOf, progressOf } from "./judge/counts.ts";
import { CHECKLIST, QUESTIONNAIRE, SOC2 } from "./judge/lists.ts";
import { loadRegistry } from "./registry.ts";
import { readinessHtml } from "./views/html.ts";
import { readinessMarkdown } from "./views/markdown.ts";

const gate = (report: ReturnType<typeof reportOf>, id: string) =>
  report.gates.find((one) => one.id === id);

test("EVID-02, P-068: nothing given is nothing shown: no gate is met by the absence of evidence", () => {
  const report = reportOf([]);
  expect(report.gates.filter(({ isMet }) => isMet)).toEqual([]);
  expect(report.verdict).toMatchObject({ isReady: false, met: 0 });
  expect(report.capabilities.map(({ state }) => state)).not.toContain("supported");
  expect(report.security.posture).toBe("not shown");
  expect(report.advisories.state).toBe("unknown");
});

describe("EVID-13: a capability is what its evidence is", () => {
  const registry = registryOf("AA-01", "AA-02");
  const named = (id: string, more = {}) => lineOf("probe", { requirements: [id], ...more });
  const stateOf = (...given: Parameters<typeof reportOf>) => {
    const [capability] = reportOf(given[0], { ...given[1], registry }).capabilities;
    return [capability?.state, capability?.statements.map(({ strength }) => strength)];
  };

  test("a live probe and a test are evidence; take one away, and the label drops", () => {
    const both = [auditFile([named("AA-01")]), testsFile({ "AA-02: it works": "passed" })];
    expect(stateOf(both)).toEqual(["supported", ["live probe", "test"]]);
    expect(stateOf(both.slice(0, 1))).toEqual(["partial", ["live probe", "nothing"]]);
    expect(stateOf([])).toEqual(["unproven", ["nothing", "nothing"]]);
  });

  test("that a test's file exists shows nothing", () => {
    const filed = {
      ...registry,
      requirements: registry.requirements.map((one) => ({ ...one, tests: { "a.test.ts": 1 } })),
    };
    const [capability] = reportOf([], { registry: filed }).capabilities;
    expect([capability?.state, capability?.strengths["file exists"]]).toEqual(["unproven", 2]);
  });

  test.each([
    ["a failed probe", [auditFile([named("AA-01", { verdict: "fail" })])]],
    ["a failed test", [auditFile([named("AA-01")]), testsFile({ "AA-01: it": "failed" })]],
    ["a skipped test", [testsFile({ "AA-01: it": "skipped" })]],
    ["a test of last month", [testsFile({ "AA-01: it": "passed" }, 30)]],
    ["a probe of last quarter", [auditFile([named("AA-01", { at: "2025-12-01T00:00:00.000Z" })])]],
    ["a probe that did not run", [auditFile([named("AA-01", { verdict: "not-run" })])]],
  ])("EVID-12: %s leaves it unproven", (_, files) => {
    expect(stateOf(files)[0]).toBe("unproven");
  });
});

describe("EVID-14: evidence grows old by the clock", () => {
  test("a restore drill counts seven days, another 31, and one may name a shorter time itself", () => {
    const drills = [{ id: "restore" }, { id: "kill" }];
    const countedAfter = (days: number, shelf?: number) =>
      reportOf([drillFile(drills, shelf)], { now: NOW + days * DAY })
        .drills.filter(({ isStale }) => !isStale)
        .map(({ id }) => id)
        .toSorted();
    expect(countedAfter(6)).toEqual(["kill", "restore"]);
    expect(countedAfter(8)).toEqual(["kill"]);
    expect(countedAfter(32)).toEqual([]);
    expect(countedAfter(3, 2)).toEqual([]);
  });

  test("lines about TLS count a day, and what comes from the future does not count at all", () => {
    const stale = (id: string, hours: number) =>
      reportOf([auditFile([lineOf(id, { at: new Date(NOW - hours * 3_600_000).toISOString() })])])
        .score.value === 0;
    expect([stale("tls-ciphers", 23), stale("tls-ciphers", 25), stale("nosniff", 25)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(stale("nosniff", -2)).toBe(true);
  });

  test("the next review is due when the first evidence is too old, and then the gate is unmet", () => {
    const files = [auditFile([lineOf("nosniff")]), testsFile({ "AA-01: it": "passed" })];
    const report = reportOf(files);
    expect(report.header.nextReview?.slice(0, 10)).toBe("2026-03-08");
    expect(gate(report, "review")?.isMet).toBe(true);
    expect(gate(reportOf(files, { now: NOW + 8 * DAY }), "review")?.isMet).toBe(false);
  });

  test("EVID-17: a drill is the record of an incident, and one that was not held keeps its gate", () => {
    const report = reportOf([drillFile([{ id: "kill" }])], { drills: ["kill", "restore"] });
    expect(report.drills[0]).toMatchObject({
      detectMs: 40,
      recoverMs: 900,
      lost: "0 of 1000 acknowledged writes",
      steps: [{ afterMs: 12 }],
    });
    expect(gate(report, "drills")).toMatchObject({ isMet: false });
    expect(report.missingDrills).toEqual(["restore"]);
    expect(
      gate(reportOf([drillFile([{ id: "kill" }])], { drills: ["kill"] }), "drills")?.isMet,
    ).toBe(true);
  });
});

test("TST-08, EVID-11: every property has its state: passed, refuted, not run, pending", () => {
  const [first, second, third, fourth] = registryOf("P-1", "P-2", "P-3", "P-4").requirements;
  const filed = { tests: { "a.property.test.ts": 1 } };
  const properties = [first, second, third, fourth].flatMap((entry, index) =>
    entry === undefined ? [] : [index === 3 ? entry : { ...entry, ...filed }],
  );
  const ran = testsFile({ "P-1: holds": "passed", "P-2: holds": "failed" });
  const report = reportOf([ran], { registry: { requirements: [], properties } });
  expect(report.properties).toMatchObject({
    total: 4,
    implemented: 3,
    pending: ["P-4"],
    passed: 1,
  });
  const ranIn = ["packages/plinth/src/a.test.ts"];
  expect(report.properties.registry.map(({ id, state, by }) => [id, state, by])).toEqual([
    ["P-1", "passed", ranIn],
    ["P-2", "refuted", ranIn],
    ["P-3", "not run", ["a.property.test.ts"]],
    ["P-4", "pending", []],
  ]);
  expect(readinessHtml(report)).toMatch(/<tr class="bad"><th scope="row">P-2<\/th><td>refuted/);
});

test("EVID-17: a drill that failed says in every view what did not hold", () => {
  const drill = JSON.parse(drillFile([{ id: "kill", verdict: "fail" }]).text);
  drill.lines[0].measured = "3 acknowledged writes are gone; recovered after 900 ms";
  const file = { ...drillFile([]), text: JSON.stringify(drill) };
  const report = reportOf([file], { drills: ["kill"] });
  for (const view of [readinessHtml, readinessMarkdown]) {
    expect(view(report)).toContain("3 acknowledged writes are gone");
  }
});

test("EVID-10: 25 of 150 tasks is 17 %, 4 of 8 is 50 %, and only all is 100 %", () => {
  const phases = Array.from({ length: 13 }, (_, index) => ({
    name: `phase ${index}`,
    shown: [10, 10, 5][index] ?? 0,
    of: index === 0 ? 18 : 11,
  }));
  expect(progressOf(phases)).toEqual({
    done: 25,
    total: 150,
    percent: 17,
    complete: 0,
    partial: 3,
    remaining: 13,
    next: "phase 0",
  });
  expect([percentOf(4, 8), percentOf(6, 6), percentOf(999, 1000), percentOf(1, 1000)]).toEqual([
    50, 100, 99, 1,
  ]);
  expect(percentOf(0, 0)).toBe(0);
});

describe("EVID-08: the ledger", () => {
  const failed = (id: string, owasp: "A01" | "none") => lineOf(id, { verdict: "fail", owasp });
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const letters = (index: number) => String.fromCharCode(97 + index);

  test("adds up by construction: 23 + 15 + 14 = 52", () => {
    const files = [
      auditFile([
        ...many(23, (index) => failed(`security-${letters(index)}`, "A01")),
        ...many(14, (index) => failed(`quality-${letters(index)}`, "none")),
      ]),
      loadFile(Object.fromEntries(many(15, (index) => [`p99<${index + 1}ms`, false]))),
    ];
    const { open, findings } = reportOf(files).ledger;
    expect(open).toEqual({ security: 23, performance: 15, quality: 14, total: 52 });
    expect(findings).toHaveLength(52);
  });

  test("fixed needs a linked test: delete it, and the finding is open again", () => {
    const registry = registryOf("AA-01");
    const line = (verdict: "pass" | "fail") =>
      lineOf("probe", { requirements: ["AA-01"], verdict });
    const before = reportOf([auditFile([line("fail")])], { registry });
    const after = [auditFile([line("pass")]), otherFile("previous", before)];
    const tested = {
      ...registry,
      requirements: registry.requirements.map((one) => ({ ...one, tests: { "a.test.ts": 1 } })),
    };
    const fixed = reportOf(after, { registry: tested });
    expect(fixed.ledger.findings).toMatchObject([
      { id: "probe", state: "fixed", regressionTests: ["a.test.ts"] },
    ]);
    expect(fixed.changes.better).toContain("finding probe: open -> fixed");
    expect(reportOf(after, { registry }).ledger.open.security).toBe(1);
  });

  test("a failed test is fixed when it passes, and not when it is gone", () => {
    const before = reportOf([testsFile({ "AA-01: it": "failed" })]);
    const state = (tests: Record<string, string>) =>
      reportOf([testsFile(tests), otherFile("previous", before)]).ledger.findings[0]?.state;
    expect(state({ "AA-01: it": "passed" })).toBe("fixed");
    expect(state({ "AA-01: another": "passed" })).toBe("open");
  });

  test("performance is fixed by a measurement, with the figure of before", () => {
    const previous = otherFile("previous", reportOf([loadFile({ "p99<200ms": false })]));
    const [finding] = reportOf([loadFile({ "p99<200ms": true }), previous]).ledger.findings;
    expect(finding).toMatchObject({ state: "fixed", before: "999", measured: "1" });
    const [open] = reportOf([loadFile({ "p50<9ms": true }), previous]).ledger.findings;
    expect(open).toMatchObject({ state: "open" });
  });
});

describe("TST-10: what is not known is no pass", () => {
  const stateOf = (value: unknown, more = {}) =>
    reportOf([otherFile("advisories", value)], more).advisories.state;
  const none = { auditReportVersion: 2, vulnerabilities: {} };

  test("a source that refuses is unknown, and so is an answer of last month", () => {
    const refused = { message: "405 Method Not Allowed", error: { summary: "", detail: "" } };
    expect(stateOf(refused)).toBe("unknown");
    expect(stateOf({ error: { summary: "", code: "ENOLOCK" } })).toBe("unknown");
    expect(stateOf(none)).toBe("none");
    expect(stateOf(none, { now: NOW + 32 * DAY })).toBe("unknown");
  });

  test("a seeded advisory turns it red", () => {
    const vulnerabilities = { left: { name: "left", severity: "high", range: "<1.0.0" } };
    const report = reportOf([otherFile("advisories", { auditReportVersion: 2, vulnerabilities })]);
    expect(report.advisories).toMatchObject({ state: "found", found: [{ name: "left" }] });
    expect(gate(report, "advisories")?.isMet).toBe(false);
  });

  test("licences: an expression needs a way that is allowed; tools are not judged", () => {
    const lock = readLock(
      JSON.stringify({
        lockfileVersion: 3,
        packages: {
          "": { version: "1.0.0" },
          "packages/own": { version: "1.0.0" },
          "node_modules/own": { link: true },
          "node_modules/good": { version: "1.0.0", license: "GPL-3.0-only" },
          "node_modules/tool": { version: "1.0.0", license: "GPL-3.0-only", dev: true },
          "node_modules/good/node_modules/@a/odd": { version: "2.0.0" },
        },
      }),
    );
    const components = componentsOf(lock, (folder, file) =>
      folder.endsWith("good") && file === "package.json"
        ? '{"license":"(GPL-2.0-only OR MIT)"}'
        : undefined,
    );
    expect(components.map(({ name, licence }) => `${name} ${licence}`)).toEqual([
      "@a/odd unknown",
      "good (GPL-2.0-only OR MIT)",
      "tool GPL-3.0-only",
    ]);
    const { dependencies } = reportOf([], { components });
    expect(dependencies).toMatchObject({
      state: "refused",
      shipped: 2,
      refused: ["@a/odd 2.0.0: unknown"],
    });
    expect(isAllowedLicence("MIT AND GPL-3.0-only")).toBe(false);
  });
});

test("EVID-02: terms that are only a text are known by its words, and no more once one of them changes", () => {
  const licences = ["node_modules/dejavu-fonts-ttf", "node_modules/png-js"];
  const packages = Object.fromEntries(licences.map((folder) => [folder, { version: "1.0.0" }]));
  const lock = readLock(JSON.stringify({ lockfileVersion: 3, packages }));
  const installed = (folder: string, file: string) =>
    readFileSync(resolve(import.meta.dirname, "../../../../..", folder, file), "utf8");
  const said = (read: typeof installed) => componentsOf(lock, read).map(({ licence }) => licence);
  expect(said(installed)).toEqual(["Bitstream-Vera", "MIT"]);
  const changed = (folder: string, file: string) =>
    installed(folder, file).replace("free of charge", "for a charge");
  expect(said(changed)).toEqual(["SEE LICENSE IN README.md AND LICENSE", "unknown"]);
});

test("EVID-15: an old deployment, an old audit and a newer commit are told as skew", () => {
  const deployed = otherFile("deployed", {
    status: "healthy",
    version: "0.9.0",
    environment: "production",
    timestamp: new Date(NOW - 60_000).toISOString(),
  });
  const commit = { id: "c0ffee", at: new Date(NOW - 60_000).toISOString() };
  const report = reportOf([auditFile([lineOf("nosniff")]), deployed], { commit, version: "1.1.0" });
  expect(report.skew).toEqual([
    "version 0.9.0 is deployed, this is 1.1.0",
    "audit.json was made by plinth 1.0.0, this is 1.1.0",
    expect.stringMatching(/^audit.json .* is older than the commit/),
  ]);
  expect(gate(report, "one-version")?.isMet).toBe(false);
});

test("EVID-05: an audit that only looked, or left lines out, meets neither gate", () => {
  const lines = [lineOf("nosniff"), lineOf("csrf-token", { depth: "touch", verdict: "not-run" })];
  const report = reportOf([auditFile(lines, "look")]);
  expect(gate(report, "audited")?.isMet).toBe(false);
  expect(gate(report, "lines-met")).toMatchObject({
    isMet: false,
    measured: "1 unmet: csrf-token",
  });
});

test("EVID-01, P-068: leaving probes out raises nothing: they are lines that did not run", () => {
  const [first, second] = PROBES;
  const probes = [first, second].flatMap((probe) => (probe === undefined ? [] : [probe]));
  const report = reportOf([auditFile([lineOf(first?.id ?? "")])], { probes });
  expect(report.score).toEqual({ value: 1, denominator: 2 });
  expect(gate(report, "lines-met")).toMatchObject({ measured: `1 unmet: ${second?.id}` });
});

test.each([
  ["audit", "{"],
  ["audit", '{"tool":1}'],
  ["load", "{}"],
  ["tests", '{"testResults":[]}'],
  ["drill", '{"lines":[]}'],
  ["advisories", "[]"],
  ["deployed", "{}"],
  ["previous", "{}"],
] as const)("EVID-01: what is no %s is refused by name (%s)", (kind, text) => {
  const file = { kind, name: "given.json", text, writtenAt: "" };
  expect(() => reportOf([file])).toThrow(new RegExp(`^given.json cannot be taken as ${kind}: `));
});

describe("the lists speak of what the specification has", () => {
  const { requirements, properties } = loadRegistry();
  const ids = new Set(requirements.map(({ id }) => id));
  const sections = new Set(requirements.map(({ section }) => section));

  test("EVID-09, EVID-07: every section stands in one area, and coverage names none that is not there", () => {
    const named = AREAS.flatMap((area) => area.sections);
    expect(named.toSorted()).toEqual(
      [...sections].filter((one) => !/stretch/.test(one)).toSorted(),
    );
    for (const section of COVERAGE.flatMap((one) => one.sections))
      expect(sections).toContain(section);
  });

  test("EVID-15, EVID-17: 21 items in five groups, and no box asks for what is not stated", () => {
    const counts = Object.values(CHECKLIST).map((boxes) => boxes.length);
    expect(counts).toEqual([5, 4, 4, 4, 4]);
    for (const list of [CHECKLIST, SOC2, QUESTIONNAIRE]) {
      for (const [title, wanted] of Object.values(list).flat()) {
        for (const id of wanted) expect(ids, title).toContain(id);
      }
    }
  });

  test("EVID-11, TST-08: the registry has every requirement and property, with files that exist", () => {
    expect(requirements.length).toBeGreaterThan(290);
    expect(properties.length).toBeGreaterThanOrEqual(120);
  });
});
