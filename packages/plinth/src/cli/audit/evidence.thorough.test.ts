import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Hostile, startHttp } from "../../readiness/hostile/servers.test-support.ts";
import { startSpecimen } from "../../testing/sabotage/index.ts";
import type { TestApplication } from "../../testing/test-application.ts";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { audit } from "./audit.ts";

let folder: string;
let sound: TestApplication;
let weak: TestApplication;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plinth-audit-"));
  sound = await startSpecimen();
  weak = await startSpecimen({
    alter: () => ({ controls: (controls) => ({ ...controls, replyHeaders: () => [] }) }),
  });
});
afterAll(async () => {
  await sound.stop();
  await weak.stop();
  rmSync(folder, { recursive: true });
});

const run = async (line: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const printed: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    environment,
    directory: folder,
  };
  const code = await audit.run(parseArguments(audit, line), terminal);
  return { code, printed: printed.join("\n"), told: told.join("\n") };
};

const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const report = (name: string) => JSON.parse(read(name));

describe("EVID-04: outputs", () => {
  test("P-068: several views are written at once, and one of them may be printed", async () => {
    const files = ["--output", "r.json", "--sarif", "r.sarif", "--html", "r.html"];
    const line = [weak.localUrl, "--only", "nosniff,request-ids", ...files, "--markdown", "-"];
    const { code, printed } = await run(line);
    expect(code).toBe(1);
    expect(printed).toMatch(/^# Audit of /);
    expect(printed).toContain("score 1 of 2");
    expect(report("r.json").score).toEqual({ value: 1, denominator: 2 });
    expect(report("r.sarif").runs[0].properties.score).toEqual({ value: 1, denominator: 2 });
    expect(read("r.html")).toContain("score 1 of 2");
  });

  test("EVID-04: a report tells what the run sent and took", async () => {
    await run([sound.localUrl, "--only", "nosniff", "--output", "t.json"]);
    const { traffic } = report("t.json");
    expect(traffic.requests).toBeGreaterThan(5);
    expect(traffic.bytesReceived).toBeGreaterThan(1_000);
    expect(traffic.bytesSent).toBeGreaterThan(500);
  });

  test("TST-06: a budget of requests ends the run, and what it left out is said and counted", async () => {
    const line = [sound.localUrl, "--only", "nosniff,framing,request-ids", "--budget", "12,60s"];
    const { code, printed } = await run(line);
    expect(code).toBe(1);
    expect(printed).toContain("the budget of 12 requests is used up");
    expect(printed).toMatch(/score [01] of 3/);
  });
});

describe("EVID-04, P-069: replay", () => {
  test("an unchanged instance gives the same verdicts, at the depth and for the lines of the report", async () => {
    const only = ["--only", "nosniff,roles,lockout,limit-by-address,request-ids"];
    await run([sound.localUrl, "--depth", "touch", ...only, "--output", "a.json"]);
    const { code, printed } = await run(["--replay", "a.json", "--output", "b.json"]);
    expect(code).toBe(0);
    expect(printed).toContain("replayed 5 lines: 5 as before, agreement 100.0 %");
    expect(report("b.json").depth).toBe("touch");
    expect(report("b.json").score).toEqual(report("a.json").score);
  });

  test("a changed instance is exit 1, with every line that is not as it was", async () => {
    await run([sound.localUrl, "--only", "nosniff,request-ids", "--output", "c.json"]);
    const { code, printed } = await run([weak.localUrl, "--replay", "c.json"]);
    expect(code).toBe(1);
    expect(printed).toMatch(/ {2}nosniff: pass -> fail \(/);
    expect(printed).toContain("replayed 2 lines: 1 as before, agreement 50.0 %");
  });

  test("a probe that is not there any more is listed and agrees with nothing", async () => {
    const { lines, ...rest } = report("c.json");
    const old = { ...rest, lines: [...lines, { ...lines[0], id: "no-such-probe" }] };
    writeFileSync(join(folder, "old.json"), JSON.stringify(old));
    const { code, printed } = await run(["--replay", "old.json"]);
    expect(code).toBe(1);
    expect(printed).toContain("no-such-probe: there is no such probe any more");
  });
});

test("EVID-04, EVID-06: --baseline tells what became better and worse, and both scores", async () => {
  const only = ["--only", "nosniff,request-ids"];
  await run([weak.localUrl, ...only, "--output", "before.json"]);
  const better = await run([sound.localUrl, ...only, "--baseline", "before.json"]);
  expect(better.code).toBe(0);
  expect(better.printed).toMatch(/fixed:\n {2}nosniff: fail -> pass/);
  expect(better.printed).toContain("1 fixed, 0 worse, 0 otherwise changed, 1 unchanged");
  expect(better.printed).toMatch(/security score 33 -> 100 \(\+67\)/);
  await run([sound.localUrl, ...only, "--output", "good.json"]);
  const worse = await run([weak.localUrl, ...only, "--baseline", "good.json"]);
  expect(worse.printed).toMatch(/worse:\n {2}nosniff: pass -> fail/);
  expect(worse.printed).toMatch(/security score 100 -> 33 \(-67\)/);
});

describe("EVID-04: authenticated runs", () => {
  const EMAIL = "auditor@example.com";
  const PASSWORD = "Kebo7-Muwi2+Tadu9!Ropy";
  const SESSION = "s3cr3t-session-value";
  const TOKEN = "t0ken.of.somebody";
  let guarded: Hostile;
  beforeAll(async () => {
    guarded = await startHttp(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { cookie = "", authorization = "" } = request.headers;
      const isKnown = cookie.includes(`sid=${SESSION}`) || authorization === `Bearer ${TOKEN}`;
      if (request.url === "/api/v1/auth/signin") {
        const isRight = JSON.parse(body).password === PASSWORD;
        response.setHeader("Set-Cookie", isRight ? `sid=${SESSION}; HttpOnly` : "none=1");
        response.writeHead(isRight ? 200 : 401).end();
      } else if (request.url === "/docs/json" && isKnown) {
        response.end('{"openapi":"3.1.0","paths":{}}');
      } else {
        const status = request.url === "/docs/json" ? 403 : 200;
        // Only who is signed in sees the page that is wrong, and it tells who that is.
        if (!isKnown) response.setHeader("X-Content-Type-Options", "nosniff");
        response.writeHead(status).end(`you are ${cookie} ${authorization} ${PASSWORD}`);
      }
    });
  });
  afterAll(() => guarded.stop());

  const line = ["--only", "nosniff,wrong-method", "--output", "auth.json"];
  const verdicts = (): unknown =>
    Object.fromEntries(
      report("auth.json").lines.map(({ id, verdict }: Record<string, string>) => [id, verdict]),
    );

  test("a stranger sees neither the document nor what is wrong behind the sign-in", async () => {
    await run([guarded.url, ...line]);
    expect(verdicts()).toEqual({ nosniff: "pass", "wrong-method": "blocked" });
  });

  test.each([
    ["an account", ["--signin", EMAIL], { PLINTH_AUDIT_PASSWORD: PASSWORD }],
    ["an account on the command line", ["--signin", `${EMAIL}:${PASSWORD}`], {}],
    ["cookies", ["--cookie", "-"], { PLINTH_AUDIT_COOKIE: `a=b; sid=${SESSION}` }],
    ["a token", ["--bearer", TOKEN], {}],
  ])("with %s both are seen, and no view shows a secret", async (_, words, environment) => {
    const views = ["--sarif", "auth.sarif", "--html", "auth.html", "--markdown", "auth.md"];
    const { printed, told } = await run([guarded.url, ...line, ...views, ...words], environment);
    expect(verdicts()).toEqual({ nosniff: "fail", "wrong-method": "not-applicable" });
    expect(printed).toContain("/, signed in");
    const files = ["auth.json", "auth.sarif", "auth.html", "auth.md"].map(read);
    for (const text of [printed, told, ...files]) {
      for (const secret of [SESSION, TOKEN]) expect(text).not.toContain(secret);
      if (words[0] === "--signin") expect(text).not.toContain(PASSWORD);
    }
  });

  test("a sign-in that fails is one sentence without the password", async () => {
    const refused = run([guarded.url, "--signin", EMAIL], { PLINTH_AUDIT_PASSWORD: "wrong-one-7" });
    await expect(refused).rejects.toThrow(/signin of auditor@example.com answered 401, not 200$/);
  });
});

test.each([
  [["--replay", "none.json"], /--replay: none.json cannot be read/],
  [["--baseline", "broken.json"], /broken.json is no report of plinth audit: it is no JSON/],
  [["--replay", "half.json"], /half.json is no report of plinth audit: /],
  [["--html", "no/such/folder.html"], /--html: no\/such\/folder.html cannot be written/],
  [["--json", "--sarif", "-"], /one view can be printed/],
  [["--html", "-", "--sarif", "-"], /one view can be printed/],
  [["--rate", "fast"], /--rate is requests a second/],
  [["--rate", "0"], /--rate is requests a second/],
  [["--budget", "much"], /--budget is requests, a time, or both/],
  [["--budget", "10,20"], /--budget is requests, a time, or both/],
  [["--ca", "half.json"], /certificates as PEM/],
  [["--cookie", "-"], /PLINTH_AUDIT_COOKIE, which is not set/],
  [["--bearer", "a\nb"], /control characters/],
  [["--signin", ":password"], /--signin is an address/],
])(
  "TST-06: %j is a mistake, named in one sentence before anything is sent",
  async (words, reason) => {
    writeFileSync(join(folder, "broken.json"), "{");
    writeFileSync(join(folder, "half.json"), '{"tool":{"name":"plinth","version":"1"}}');
    const refused = run([sound.localUrl, ...words]);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(reason);
  },
);

test("EVID-04: --replay runs what the report ran, and takes no scope besides", async () => {
  await run([sound.localUrl, "--only", "nosniff", "--output", "scope.json"]);
  await expect(run(["--replay", "scope.json", "--depth", "touch"])).rejects.toThrow(
    /without --depth/,
  );
});

test("EVID-05: --list names category and sabotage of every probe, --schema what reports are", async () => {
  const probes = JSON.parse((await run(["--list", "--json"])).printed);
  for (const probe of probes) {
    expect(probe.owasp, probe.id).toMatch(/^(?:A\d\d|none)$/);
    expect(probe.sabotage, probe.id).toMatch(/^[a-z-]+$/);
  }
  expect(JSON.parse((await run(["--schema"])).printed).properties.lines.type).toBe("array");
});
