import { describe, expect, test } from "vitest";
import { PROBES } from "../../probes/index.ts";
import { reviewSource } from "../../source/index.ts";
import { CODE_RULES, CONTAINERS } from "../../source/rules/index.ts";
import {
  auditFile,
  DAY,
  drillFile,
  lineOf,
  loadFile,
  NOW,
  otherFile,
  reportOf,
} from "../evidence.test-support.ts";

const at = (days = 0): string => new Date(NOW - days * DAY).toISOString();

const review = (text: string, days = 0) =>
  otherFile(
    "source",
    reviewSource({
      version: "1.0.0",
      source: "app",
      startedAt: at(days),
      finishedAt: () => at(days),
      files: [
        { name: "src/a.ts", text },
        { name: "Dockerfile", text: "FROM scratch\nUSER 1000\nHEALTHCHECK NONE\n" },
      ],
      notLookedAt: {},
      coverages: [new Map([["src/a.ts", [{ startOffset: 0, endOffset: 9_999, count: 1 }]]])],
    }),
  );

const config = otherFile("config", {
  tool: { name: "plinth config", version: "1.0.0" },
  at: at(),
  profile: "production",
  settings: [{ name: "PORT", source: "default", findings: [] }],
  findings: [],
});
const profile = otherFile("profile", {
  tool: { name: "plinth profile", version: "1.0.0" },
  at: at(),
  endpoint: "/x",
  seconds: 10,
  rate: 812.4,
  rooms: [{ name: "plinth http", share: 0.34 }],
});
const queries = otherFile("queries", {
  engine: "sqlite",
  since: NOW,
  meanMs: 0.31,
  slowShare: 0,
  known: 12,
});

describe("EVID-16: each part of the method is there, or said not to have run", () => {
  test("without evidence none is there, and each says what would run it", () => {
    const { methods } = reportOf([]);
    expect(methods).toHaveLength(12);
    for (const { state, detail } of methods) {
      expect(state).toBe("not-run");
      expect(detail).toMatch(/^to be run: (plinth|npm|tests) /);
    }
  });

  test("with evidence each is there, and says what it says", () => {
    const { methods } = reportOf([
      auditFile([
        lineOf("revalidation", {
          requirements: ["CACHE-01"],
          evidence: [{ request: "GET /", answer: "304" }],
        }),
      ]),
      otherFile("advisories", { auditReportVersion: 2, vulnerabilities: {} }),
      loadFile({ "p99<1s": true }),
      review("if (x) throw new Error('no');"),
      config,
      profile,
      queries,
    ]);
    const said = Object.fromEntries(
      methods.map((one) => [one.name, `${one.state}: ${one.detail}`]),
    );
    expect(said).toMatchObject({
      "static code rules": `present: ${CODE_RULES.length} rules over 1 files; 0 findings, 0 allowed with a reason`,
      "dependency scan": "present: 0 found",
      "dynamic scan": "present: 1 lines at depth touch",
      "attack transcripts": "present: 1 lines with what was sent and answered",
      "configuration verdicts": "present: 1 settings under production, 0 findings",
      profile: "present: GET /x for 10 s at 812/s; most time: plinth http 34 %",
      "query report": "present: 12 statements on sqlite, 0.3 ms on average, 0 % slow",
      "cache report": "present: 1 of 1 hold",
      "load report": "present: 100 answers a second",
      "unreached throw sites": "present: 1 of 1 were reached in 1 watched processes",
      "alert drills": "not-run: to be run: plinth drill",
    });
    expect(said["container review"]).toMatch(/^present: \d+ rules over 1 files: what is written/);
  });

  test("an alert drill is a drill that waits for an alert, not a probe with the word in its name", () => {
    const alerts = (...files: Parameters<typeof reportOf>[0]) =>
      reportOf(files).methods.find(({ name }) => name === "alert drills")?.state;
    expect(alerts(auditFile([lineOf("alerts-guarded")]))).toBe("not-run");
    expect(alerts(drillFile([{ id: "kill" }]))).toBe("not-run");
  });

  test("what is too old did not run", () => {
    const state = (days: number) =>
      reportOf([review("x();", days)]).methods.find(({ name }) => name === "static code rules")
        ?.state;
    expect([state(30), state(32)]).toEqual(["present", "not-run"]);
  });
});

describe("EVID-08, EVID-16: what a review of the source finds stands in the ledger", () => {
  const before = reportOf([review("eval(input);")]);

  test("with its file and line, as security; and it keeps the gate unmet", () => {
    expect(before.ledger.open).toMatchObject({ security: 1, quality: 0, total: 1 });
    expect(before.ledger.findings[0]).toMatchObject({
      id: "text-run-as-code src/a.ts eval(input);",
      measured: "src/a.ts:1",
      severity: "high",
    });
    expect(before.gates.find(({ id }) => id === "findings")?.isMet).toBe(false);
  });

  test("moved it is the same finding; gone it is fixed, but only where the rule ran again", () => {
    const previous = otherFile("previous", before);
    const states = (...files: Parameters<typeof reportOf>[0]) =>
      reportOf([...files, previous]).ledger.findings.map(({ state, measured }) => [
        state,
        measured,
      ]);
    expect(states(review("\n\neval(input);"))).toEqual([["open", "src/a.ts:3"]]);
    expect(states(review("parse(input);"))[0]?.[0]).toBe("fixed");
    expect(states()[0]?.[0]).toBe("open");
  });

  test("no rule has the name of a probe, so that one is never taken for the other", () => {
    const probes = new Set(PROBES.map(({ id }) => id));
    for (const { id } of [...CODE_RULES, ...CONTAINERS]) expect(probes).not.toContain(id);
  });
});
