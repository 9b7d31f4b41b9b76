import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createManualClock } from "#core";
import { cspReports } from "#modules/csp-reports";
import { status } from "#modules/status";
import { startTestApplication, type TestApplication } from "#testing";
import { createViolationRepository } from "./repository.ts";
import { type CspReports, createCspReports } from "./service.ts";

const DAY = 86_400_000;
const PATH = "/api/v1/csp-reports";
const clock = createManualClock();
const lines: string[] = [];
let app: TestApplication;
beforeAll(async () => {
  app = await startTestApplication({
    modules: [cspReports, status],
    clock,
    onLogLine: (line) => lines.push(line),
  });
});
afterAll(() => app.stop());

const send = (body: unknown, type = "application/csp-report") => {
  clock.advance(60_000);
  return app.fetch(PATH, {
    method: "POST",
    headers: { "Content-Type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
};
/** What Chromium sends to `report-uri`. */
const oldReport = (members: Readonly<Record<string, unknown>> = {}) => ({
  "csp-report": {
    "document-uri": `${app.localUrl}/plans?token=secret-in-query#secret-in-hash`,
    referrer: "",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "original-policy": "default-src 'self'",
    disposition: "enforce",
    "blocked-uri": "inline",
    "line-number": 7,
    "source-file": `${app.localUrl}/plans`,
    "status-code": 200,
    "script-sample": "alert('private text of the page')",
    ...members,
  },
});
/** What it sends to `report-to`. */
const newReport = (members: Readonly<Record<string, unknown>> = {}, type = "csp-violation") => ({
  age: 10,
  type,
  url: `${app.localUrl}/plans`,
  user_agent: "Chromium",
  body: {
    documentURL: `${app.localUrl}/console`,
    disposition: "report",
    effectiveDirective: "img-src",
    blockedURL: "https://elsewhere.example/pixel.png?who=me",
    originalPolicy: "img-src 'self'",
    referrer: "",
    sample: "",
    statusCode: 200,
    ...members,
  },
});

const service = (options: { readonly publicUrl?: string } = {}) => {
  const counted: string[] = [];
  const made = createCspReports({
    repository: createViolationRepository(app.store),
    clock,
    events: app.events,
    publicUrl: () => options.publicUrl ?? app.localUrl,
    isReportOnly: false,
    count: (_, outcome) => counted.push(outcome),
    onFault: (error) => {
      throw error;
    },
  });
  return { ...made, counted };
};
const kept = async () => (await service().view()).violations;
const reporter = { requestId: "r", clientAddress: "192.0.2.1" };

describe("reports of content security policies", () => {
  test("WEB-04: both forms of a report are kept by kind, counted, and hold nothing secret", async () => {
    expect((await send(oldReport())).status).toBe(204);
    expect((await send(oldReport())).status).toBe(204);
    expect((await send([newReport()], "application/reports+json")).status).toBe(204);
    await (app.modules.service("csp-reports") as CspReports).flush();
    const found = (await kept()).map(({ page, times, disposition }) => [page, times, disposition]);
    expect(found.toSorted()).toEqual([
      ["/console", 1, "report"],
      ["/plans", 2, "enforce"],
    ]);
  });

  test("WEB-04: a first violation is a security event, the next of its kind is not", () => {
    const events = lines.filter((line) => line.includes("csp.violated"));
    expect(events).toHaveLength(2);
    expect(lines.join()).not.toMatch(/secret-in|private text|who=me/);
  });
});

describe("what is kept", () => {
  test("WEB-04: addresses are shortened, extensions and pages of others are left out", async () => {
    const { report, view, clear, counted } = service();
    await clear();
    report(oldReport({ "blocked-uri": "https://evil.example/a.js?x=1" }), reporter);
    report(oldReport({ "blocked-uri": `${app.localUrl}/assets/x.js?y` }), reporter);
    report(oldReport({ "blocked-uri": "data" }), reporter);
    report(oldReport({ "violated-directive": "x", "effective-directive": "<img>" }), reporter);
    report(oldReport({ "source-file": "chrome-extension://abc/x.js" }), reporter);
    report(oldReport({ "document-uri": "https://other.example/" }), reporter);
    report([newReport({}, "deprecation")], reporter);
    const found = (await view()).violations;
    expect(counted).toHaveLength(4);
    expect(found.map(({ blocked }) => blocked).toSorted()).toEqual([
      "/assets/x.js",
      "/data",
      "https://evil.example",
      "inline",
    ]);
    expect(found.map(({ directive }) => directive)).toContain("other");
    for (const { page, source, line } of found) {
      expect([page, source, line]).toEqual(["/plans", "/plans", 7]);
    }
  });

  test("WEB-04: counts go on over writes; first and last time are kept", async () => {
    const { report, view, clear } = service();
    await clear();
    const first = clock.now();
    report(oldReport(), reporter);
    await view();
    clock.advance(5_000);
    report(oldReport(), reporter);
    expect(await kept()).toMatchObject([{ times: 1 }]);
    expect((await view()).violations).toMatchObject([
      { times: 2, firstAt: first, lastAt: first + 5_000, disposition: "enforce" },
    ]);
  });

  test("WEB-04: what was not met for thirty days is forgotten", async () => {
    const { report, view, clear } = service();
    await clear();
    report(oldReport(), reporter);
    await view();
    clock.advance(29 * DAY);
    expect(await kept()).toHaveLength(1);
    clock.advance(2 * DAY);
    expect(await kept()).toEqual([]);
  });

  test("WEB-04: a crowd that invents reports costs neither memory nor disk without end", async () => {
    const { report, view, flush, clear, counted } = service();
    await clear();
    for (let round = 0; round < 4; round += 1) {
      for (let kind = 0; kind < 250; kind += 1) {
        report(oldReport({ "line-number": round * 1_000 + kind }), reporter);
      }
      await flush();
    }
    expect(counted.filter((outcome) => outcome === "dropped")).toHaveLength(200);
    expect((await view()).violations).toHaveLength(500);
    await clear();
    expect(await kept()).toEqual([]);
  });
});

describe("who may report what", () => {
  test.each([
    ["no report", "application/json", "[]", 400],
    ["text for a report", "application/csp-report", '{"csp-report":"text"}', 400],
    ["something else", "application/csp-report", '{"x":1}', 400],
    ["no JSON", "application/csp-report", "{", 400],
    ["too much", "application/csp-report", `{"csp-report":{"x":"${"y".repeat(70_000)}"}}`, 413],
    ["another type", "text/plain", "{}", 415],
  ])("VAL-04: %s is refused", async (_, type, body, wanted) => {
    const answer = await send(body, type);
    expect(answer.status).toBe(wanted);
  });

  test("P-008: only this route takes reports for JSON", async () => {
    const answer = await app.fetch("/api/v1/admin/csp-reports", {
      method: "POST",
      headers: { "Content-Type": "application/csp-report" },
      body: "{}",
    });
    expect(answer.status).toBe(405);
  });

  test("ACC-01: strangers neither read nor clear", async () => {
    for (const method of ["GET", "DELETE"]) {
      expect((await app.fetch("/api/v1/admin/csp-reports", { method })).status).toBe(401);
    }
  });

  test("RL-01: an address that reports without end is stopped", async () => {
    clock.advance(3_600_000);
    const statuses: number[] = [];
    for (let call = 0; call < 62; call += 1) {
      const answer = await app.fetch(PATH, {
        method: "POST",
        headers: { "Content-Type": "application/csp-report" },
        body: JSON.stringify(oldReport()),
      });
      statuses.push(answer.status);
    }
    expect(statuses.filter((one) => one === 204)).toHaveLength(60);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});
