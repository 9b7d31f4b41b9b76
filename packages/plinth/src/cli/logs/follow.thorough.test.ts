import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listFullFiles } from "#telemetry";
import { createLogReader } from "./read-files.ts";

const WRITER = fileURLToPath(new URL("./writer.test-support.ts", import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-follow-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (count: number): Promise<number | null> => {
  const words = ["--conditions=plinth-source", "--disable-warning=ExperimentalWarning", WRITER];
  const child = spawn(process.execPath, [...words, directory, String(count)], { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", resolve));
};

it("LOG-08: whoever follows while another process writes sees every line once, over every rotation", async () => {
  const COUNT = 3_000;
  const seen: string[] = [];
  const reader = createLogReader({
    directory,
    onLine: (text) => seen.push((JSON.parse(text) as { message: string }).message),
  });
  let isDone = false;
  const written = write(COUNT).finally(() => {
    isDone = true;
  });
  let looks = 0;
  while (!isDone) {
    reader.look();
    looks += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await written).toBe(0);
  reader.look();
  reader.close();
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, n) => `line ${n}`));
  expect(listFullFiles(directory).length).toBeGreaterThan(100);
  expect(looks).toBeGreaterThan(1);
});

it("LOG-07: a reader that comes later sees what was written before, from an instant on", async () => {
  await write(500);
  const all: string[] = [];
  const reader = createLogReader({ directory, onLine: (text) => all.push(text) });
  reader.look();
  reader.look();
  reader.close();
  expect(all).toHaveLength(500);
  const late: string[] = [];
  const since = Date.now() + 1_000;
  const later = createLogReader({ directory, since, onLine: (text) => late.push(text) });
  later.look();
  later.close();
  expect(late.length).toBeLessThan(100);
});
