import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { countLogLines } from "./measure.ts";

/** A server's log whose last line comes with the `arrivesAt`-th look at it. */
function createLateLog(arrivesAt: number) {
  let looks = 0;
  return {
    countLogLines: () => {
      looks += 1;
      return looks >= arrivesAt ? 100 : 46;
    },
    looks: () => looks,
  };
}

test("a block of log lines that comes late is waited for", async () => {
  assert.equal(await countLogLines(createLateLog(3), 100), 100);
});

test("lines that never come are missing when the patience ends", async () => {
  assert.equal(await countLogLines(createLateLog(Number.POSITIVE_INFINITY), 100, 300), 46);
});

test("who logs more than was answered is not waited for", async () => {
  const log = createLateLog(1);
  assert.equal(await countLogLines(log, 50), 100);
  assert.equal(log.looks(), 1);
});

/** Writes lines through the product's own logger and lets the process end by itself or by a signal. */
const writer = (lines: number, end: string) => `
  const { openDestination } = await import(${JSON.stringify(join(import.meta.dirname, "../../packages/plinth/src/telemetry/log/destination.ts"))});
  const sink = openDestination(1);
  process.on("SIGTERM", () => process.exit(0));
  for (let index = 0; index < ${lines}; index += 1) sink.write('{"line":' + index + '}\\n');
  ${end}`;

async function run(code: string, file: string): Promise<number> {
  const log = openSync(file, "a+");
  try {
    const args = ["--conditions=plinth-source", "--input-type=module", "--eval", code];
    const child = spawn(process.execPath, args, { stdio: ["ignore", log, "inherit"] });
    await new Promise((done) => child.once("exit", done));
  } finally {
    closeSync(log);
  }
  return readFileSync(file, "utf8").split("\n").length - 1;
}

test("Plinth loses no line, whether its block fills, its timer rings or the process ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-log-"));
  try {
    const ends = {
      "is asked to stop": 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000);',
      "exits at once": "process.exit(0);",
      "runs out of work": "",
      "waits for its timer": "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500);",
    };
    for (const [name, end] of Object.entries(ends)) {
      assert.equal(
        await run(writer(5_001, end), join(folder, name)),
        5_001,
        `a process that ${name}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
