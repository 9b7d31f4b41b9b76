import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createDegradation, createDependencies } from "#resilience";
import { createClamav } from "./clamav.ts";
import { createDeclaredScanner } from "./declared-scanner.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-scan-"));
  writeFileSync(join(directory, "file"), "text");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const start = (path: string) => {
  const clock = createManualClock();
  const dependencies = createDependencies({
    clock,
    startTimer: clock.startTimer,
    jitter: () => 0,
    degradation: createDegradation(),
  });
  const scanner = createDeclaredScanner(createClamav({ address: { path } }), dependencies);
  const scan = () => scanner.scan(join(directory, "file"));
  return { clock, scan, status: () => dependencies.list()[0]?.status };
};

it("RES-01: a scanner that is gone is not asked for a while, and found again by itself", async () => {
  const path = join(directory, "clamd.sock");
  const { clock, scan, status } = start(path);
  for (let at = 0; at < 5; at += 1) {
    expect(await scan()).toMatchObject({ kind: "unavailable", isGone: true });
  }
  expect(status()).toBe("open");
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.on("error", () => undefined);
    socket.resume().end("stream: OK\0");
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect([(await scan()).kind, asked]).toEqual(["unavailable", 0]);
  clock.advance(60_000);
  expect([(await scan()).kind, (await scan()).kind, status()]).toEqual([
    "clean",
    "clean",
    "closed",
  ]);
  await new Promise((resolve) => server.close(resolve));
});

it("RES-01: files that a scanner cannot make sense of do not take it away from others", async () => {
  const path = join(directory, "clamd.sock");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.resume().end("INSTREAM size limit exceeded. ERROR\0");
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const { scan, status } = start(path);
  for (let at = 0; at < 8; at += 1) expect((await scan()).kind).toBe("unavailable");
  expect(status()).toBe("closed");
  await new Promise((resolve) => server.close(resolve));
});
