import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

const WANTED = 10_000;
/** Descriptors beside the connections. */
const SPARE = 500;

const openFiles = (): number => {
  const text = execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  return text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text);
};

const users = Math.min(WANTED, openFiles() - SPARE);
const scratch = scratchDirectory();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer(scratch.path, {
    MAX_CONNECTIONS: "20000",
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  scratch.remove();
});

describe("many at once", () => {
  it("PERF-02: client and server agree on how many connections were held", async () => {
    if (users < WANTED) {
      process.stderr.write(
        `SKIPPED IN PART: this shell may open ${openFiles()} files, so ${users} are held\n`,
      );
    }
    const output = join(scratch.path, "held.json");
    const { code, printed, told } = await runPlinth(
      [
        ...["load", server.url, "--endpoint", "/robots.txt", "--concurrent", String(users)],
        ...["--think", "8s", "--duration", "8s", "--ramp", "8s", "--expect", "2xx,404"],
        ...["--timeout", "20s", "--quiet", "--output", output],
      ],
      {},
    );
    const result = JSON.parse(readFileSync(output, "utf8"));
    process.stdout.write(printed);
    expect(result.connections.peak, told).toBe(users);
    expect(result.confirmation.peakConnections.server).toBeGreaterThanOrEqual(users);
    expect(result.total.faults).toEqual({});
    expect(code).toBe(0);
  }, 60_000);
});
