import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../packages/plinth/src/core/index.ts";
import {
  compareReports,
  createTarget,
  PROBES,
  type Probe,
  type Report,
  readReport,
  replayText,
  runProbes,
  SEVERITIES,
  securityScoreOf,
} from "../../packages/plinth/src/readiness/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/index.ts";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const GUIDE = readFileSync(new URL("../../docs/guide/audit.md", import.meta.url), "utf8");
/** The longest that look and touch of Cibozer may take, in milliseconds (EVID-04). */
const WHOLE_MS = 120_000;
/** The most memory that the process of an audit may ever hold, in MB of 10^6 bytes (issue 5). */
const PEAK_MB = 200;
const CIBOZER = fileURLToPath(
  new URL("../../apps/cibozer/dist/server/application.js", import.meta.url),
);
const BLUNT = fileURLToPath(new URL("../fixtures/measured-application.mjs", import.meta.url));
const TELL_PEAK = new URL("../fixtures/tell-peak-memory.mjs", import.meta.url);

let data: ReturnType<typeof scratchDirectory>;
let server: ServerProcess;
beforeAll(async () => {
  data = scratchDirectory();
  // Slow headers are ended sooner than by default: that wait alone would take ten seconds.
  const settings = { HEADERS_TIMEOUT: "2", DOCS_ACCESS: "public" };
  // Passwords are hashed as they are elsewhere, at the least cost: probes look at how long and at what.
  server = await startServer(data.path, { ...settings, SECURITY_SETTINGS: '{"bcrypt_cost":10}' });
});
afterAll(async () => {
  await server.kill();
  data.remove();
});

const audit = async (probes: readonly Probe[]): Promise<Report> => {
  const depth = "touch";
  const target = await createTarget({
    url: server.url,
    depth,
    clock: systemClock,
    requestsPerSecond: 10_000,
  });
  const { traffic } = target;
  return runProbes({ probes, target, depth, clock: systemClock, version: "0", traffic });
};

/** The same by the command, and the peak of its memory in MB; undefined where the system tells none. */
const auditByCommand = async (): Promise<{ report: Report; peakMb: number | undefined }> => {
  const [output, peak] = [join(data.path, "whole.json"), join(data.path, "peak.txt")];
  const words = ["audit", server.url, "--depth", "touch", "--rate", "9999", "--output", output];
  const watched = { NODE_OPTIONS: `--import=${TELL_PEAK}`, PEAK_MEMORY_FILE: peak };
  const isWatched = existsSync("/proc/self/status");
  if (!isWatched) announceSkipped("the peak memory of an audit", "this system has no /proc");
  const { told } = await runPlinth(words, isWatched ? watched : {}, { limitMs: WHOLE_MS });
  expect(existsSync(output), told).toBe(true);
  return {
    report: readReport(readFileSync(output, "utf8")),
    peakMb: isWatched ? Number(readFileSync(peak, "utf8")) / 1_000_000 : undefined,
  };
};

describe("look and touch of an unchanged Cibozer", () => {
  test(
    "P-069, EVID-04, EVID-06: two runs, in order and backwards, agree in 99 of 100 lines, end in time and within 200 MB, and score 95 or more",
    async () => {
      const { report: first, peakMb = 0 } = await auditByCommand();
      const second = await audit(PROBES.toReversed());
      expect(peakMb).toBeLessThanOrEqual(PEAK_MB);
      const comparison = compareReports(first, second);
      expect(comparison.agreement, replayText(comparison).join("\n")).toBeGreaterThanOrEqual(0.99);
      for (const { startedAt, finishedAt, security } of [first, second]) {
        expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThan(WHOLE_MS);
        expect(security.value).toBeGreaterThanOrEqual(95);
      }
    },
    2 * WHOLE_MS,
  );
});

/** The command lines of the guide, in order, without the word plinth. */
const guideLines = (): readonly (readonly string[])[] =>
  [...GUIDE.matchAll(/```sh\n([^`]*)```/g)]
    .flatMap(([, lines = ""]) => lines.trim().split("\n"))
    .filter((line) => line.startsWith("plinth "))
    .map((line) => line.split(" ").slice(1));

const PASSWORD = /PLINTH_AUDIT_PASSWORD=(\S+)/.exec(GUIDE)?.[1] ?? "";

/** The same against the server of this test, with files in its folder, and no longer than needed. */
const here = (words: readonly string[]): readonly string[] => {
  const own = words.map((word) => {
    if (word === "http://127.0.0.1:8000") return server.url;
    if (word === "application.js") return CIBOZER;
    // The folder of the server's data has no source in it, and nothing was watched there.
    if (word === "." || word === "cov") return data.path;
    return /^(?:audit|source)\.(?:json|sarif|html|md|markdown)$/.test(word)
      ? join(data.path, word)
      : word;
  });
  const isWhole = own.includes(server.url) && !own.includes("--only");
  return isWhole ? [...own, "--only", "nosniff,framing"] : own;
};

describe("docs/guide/audit.md", () => {
  test("DOC-04, EVID-04: every command of the guide does what it says", async () => {
    const email = "you@example.com";
    const made = await fetch(`${server.url}/api/v1/auth/signup`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password: PASSWORD, name: "You" }),
    });
    expect(made.status).toBe(201);
    const lines = guideLines();
    expect(lines.length).toBeGreaterThanOrEqual(8);
    for (const words of lines) {
      const environment = { PLINTH_AUDIT_PASSWORD: PASSWORD };
      const { code, told } = await runPlinth(here(words), environment, { limitMs: WHOLE_MS });
      expect(code, `${words.join(" ")}: ${told}`).toBe(0);
    }
    expect(readReport(readFileSync(join(data.path, "audit.json"), "utf8")).score).toEqual({
      value: 2,
      denominator: 2,
    });
    expect(readFileSync(join(data.path, "audit.html"), "utf8")).toContain("score 2 of 2");
  });

  test("EVID-03: a probe of an application whose twin breaks nothing has no teeth, and is told", async () => {
    const { code, printed } = await runPlinth(["audit", "--app", BLUNT, "--twins"], {});
    expect(printed).toContain("sound 1 of 1, kill rate 0 of 1");
    expect(code).toBe(1);
  });

  test("EVID-06: the formula in the guide is the one that counts", () => {
    const rows = [...GUIDE.matchAll(/^\| (\w+) \| (\d+) \| (\d+) \|$/gm)];
    expect(rows.map(([, severity]) => severity)).toEqual([...SEVERITIES]);
    for (const [, text, points, cap] of rows) {
      const severity = SEVERITIES.find((one) => one === text) ?? "info";
      const one = { owasp: "A01", severity } as const;
      expect(securityScoreOf([{ ...one, verdict: "pass" }]).points).toBe(Number(points));
      expect(securityScoreOf([{ ...one, verdict: "fail" }]).cap).toBe(Number(cap));
    }
  });

  test("TST-06: a target that is not there is one sentence and exit 64", async () => {
    const { code, told } = await runPlinth(["audit", "http://127.0.0.1:1"], {});
    expect(code).toBe(64);
    expect(told).toMatch(
      /^plinth: nothing answers at http:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED\)\n$/,
    );
  });
});
