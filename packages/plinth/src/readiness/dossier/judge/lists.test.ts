import { describe, expect, test } from "vitest";
import {
  auditFile,
  lineOf,
  NOW,
  otherFile,
  registryOf,
  reportOf,
  testsFile,
} from "../evidence.test-support.ts";
import { requireRegistry } from "../registry.ts";
import { questionnaireCsv, soc2Csv } from "../views/csv.ts";
import { readinessHtml } from "../views/html.ts";
import { readinessMarkdown } from "../views/markdown.ts";
import { AREAS } from "./areas.ts";
import { DEPLOYMENT, SOC2 } from "./lists.ts";

/** A registry of one area: Security, with as many requirements as told. */
const security = (count: number) =>
  requireRegistry({
    requirements: Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `AA-${at + 1}`,
        { section: "Errors", text: "text", tests: {} },
      ]),
    ),
    properties: {},
  });

const passing = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) =>
    lineOf(`line-${"abcdefghij"[at]}`, { requirements: [`AA-${from + at}`] }),
  );

const people = (value: unknown) => otherFile("people", value);
const ESTIMATE = {
  area: "Security",
  about: "what a breach would cost",
  range: "$2-5M",
  by: "A. Person",
  on: "2026-02-01",
};

describe("EVID-12: the level of a risk follows from what ran", () => {
  const registry = security(10);
  const riskOf = (...lines: Parameters<typeof auditFile>[0][number][]) => {
    const { areas } = reportOf([auditFile(lines)], { registry });
    const { risk, because } = areas.find(({ name }) => name === "Security") ?? {};
    return [risk, because];
  };

  test("low from 90 %, medium from half, high below, and a failing probe raises it to high", () => {
    const all = passing(1, 10);
    expect(riskOf(...all)).toEqual(["low", "100 % shown, nothing against it"]);
    expect(riskOf(...all.slice(0, 8))).toEqual(["medium", "80 % shown, less than 90 %"]);
    expect(riskOf(...all.slice(0, 4))).toEqual(["high", "40 % shown, less than half"]);
    const failed = lineOf("broken", { requirements: ["AA-1"], verdict: "fail" });
    expect(riskOf(...all, failed)).toEqual(["high", "against it: broken"]);
  });

  test("money and time stand as human estimates beside what closes them, and change nothing", () => {
    const files = [
      auditFile([...passing(1, 3), lineOf("broken", { requirements: ["AA-4"], verdict: "fail" })]),
    ];
    const without = reportOf(files, { registry });
    const report = reportOf([...files, people({ estimates: [ESTIMATE] })], { registry });
    expect(report.estimates).toEqual([
      {
        ...ESTIMATE,
        label: "human estimate",
        source: "people.json",
        closedBy: ["AA-10", "AA-5", "AA-6", "AA-7", "AA-8", "AA-9", "broken"],
      },
    ]);
    for (const view of [readinessHtml, readinessMarkdown]) {
      expect(view(report)).toContain("$2-5M (human estimate)");
    }
    const { estimates: _, sources: __, ...rest } = report;
    const { estimates: ___, sources: ____, ...before } = without;
    expect(rest).toEqual(before);
  });

  test.each([
    [{ estimates: [{ ...ESTIMATE, area: "Everything" }] }, /there is no area Everything/],
    [{ estimates: [{ ...ESTIMATE, percent: 99 }] }, /no file of estimates/],
    [{ owners: { "CC9.9": "Nobody" } }, /there is no control CC9.9/],
    [{ verdict: { isReady: true } }, /no file of estimates/],
  ])("what people say about anything else is refused: %j", (value, why) => {
    expect(() => reportOf([people(value)])).toThrow(why);
  });
});

describe("EVID-15: each box opens its check", () => {
  test("in the page every link of a box leads to a row that says how to run it again", () => {
    const report = reportOf([
      auditFile([
        lineOf("nosniff", { requirements: ["WEB-01"], command: "plinth audit x --only nosniff" }),
        lineOf("broken", { requirements: ["POL-02"], verdict: "fail" }),
      ]),
      testsFile({ "POL-04: it": "passed" }),
    ]);
    const boxes = Object.values(report.lists).flat();
    expect(report.lists.checklist).toHaveLength(21);
    expect(report.lists.deployment).toHaveLength(Object.values(DEPLOYMENT).flat().length);
    const known = new Set(report.checks.map(({ id }) => id));
    for (const { title, checks } of boxes) {
      expect(checks.length, title).toBeGreaterThan(0);
      for (const id of checks) expect(known, title).toContain(id);
    }
    const page = readinessHtml(report);
    const targets = [...page.matchAll(/href="#(check-[^"]+)"/g)].map(([, id]) => id);
    expect(new Set(targets).size).toBeGreaterThan(50);
    for (const id of targets) expect(page).toContain(`<tr id="${id}"`);
    const anchors = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(page).toContain("plinth audit x --only nosniff");
    expect(report.checks.find(({ id }) => id === "broken")).toMatchObject({ state: "fail" });
  });

  const version = (running: string) =>
    otherFile("deployed", {
      status: "healthy",
      version: running,
      environment: "production",
      timestamp: new Date(NOW - 60_000).toISOString(),
    });

  test("deploy old, audit new: the skew shows, and so does each fix that is not deployed", () => {
    const registry = registryOf("AA-01");
    const tested = {
      ...registry,
      requirements: registry.requirements.map((one) => ({ ...one, tests: { "a.test.ts": 1 } })),
    };
    const lines = (verdict: "pass" | "fail") =>
      auditFile([lineOf("hole", { requirements: ["AA-01"], verdict })]);
    const making = { registry: tested };
    const first = reportOf([lines("fail"), version("0.9.0")], making);
    expect(first.undeployed).toEqual([]);
    const second = reportOf(
      [lines("pass"), version("0.9.0"), otherFile("previous", first)],
      making,
    );
    expect(second.skew).toContain("version 0.9.0 is deployed, this is 1.0.0");
    expect(second.undeployed).toEqual(["hole"]);
    // Still listed a report later, also where nobody asked the deployment; gone once it runs.
    const after = (...more: Parameters<typeof reportOf>[0][number][]) =>
      reportOf([lines("pass"), otherFile("previous", second), ...more], making).undeployed;
    expect(after(version("0.9.0"))).toEqual(["hole"]);
    expect(after()).toEqual(["hole"]);
    expect(after(version("1.0.0"))).toEqual([]);
  });
});

describe("EVID-17: exports for those who ask", () => {
  const report = reportOf([
    auditFile([lineOf("roles", { requirements: ["AZ-01"] })]),
    people({ owners: { "CC6.1": '=HYPERLINK("x")', "A1.3": "Operations" } }),
  ]);

  test("the control map has every control with its evidence and its owner", () => {
    const lines = soc2Csv(report).trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + Object.values(SOC2).flat().length);
    const access = lines.find((line) => line.includes("CC6.1"));
    expect(access).toContain('"roles"');
    // A name is no formula, whatever it begins with.
    expect(access).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines.find((line) => line.includes("A1.3"))).toContain('"Operations"');
    expect(lines.find((line) => line.includes("A1.1"))).toContain('"nobody named"');
    expect(readinessHtml(report)).toContain("Operations");
  });

  test("the questionnaire is answered by what ran, and by nothing else", () => {
    const empty = questionnaireCsv(reportOf([])).trimEnd().split("\r\n");
    for (const line of empty.slice(1)) expect(line).toContain('"Not shown"');
    const shown = questionnaireCsv(
      reportOf([auditFile([lineOf("keys", { requirements: ["KEY-01"] })])]),
    );
    expect(shown).toMatch(/API keys stored as digests only\?","Yes, shown","1 of 1","keys"/);
  });
});

test("EVID-12: every area can be estimated, by its name", () => {
  for (const { name } of AREAS) {
    const { estimates } = reportOf([people({ estimates: [{ ...ESTIMATE, area: name }] })]);
    expect(estimates).toHaveLength(1);
  }
});
