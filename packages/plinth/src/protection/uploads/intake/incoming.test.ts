import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { openIncoming } from "./incoming.ts";

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "plinth-incoming-"));
});
afterEach(() => rmSync(data, { recursive: true }));

const leave = (name: string): string => {
  const directory = join(data, "incoming", name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "leftover"), "x");
  return directory;
};
const open = (now = Date.now()) => {
  const clock = createManualClock();
  clock.set(now);
  return openIncoming(data, createSecureRandom(), clock);
};

it("UPL-01: what a crash left is swept at the next start, what others still use is not", () => {
  // A process that has ended for certain.
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const host = hostname().slice(0, 64);
  const dead = leave(`${host}~${pid}~1`);
  const sameNumber = leave(`${host}~${process.pid}~2`);
  const parent = leave(`${host}~${process.ppid}~3`);
  const elsewhere = leave("other-machine~1~4");
  open();
  expect([dead, sameNumber, parent, elsewhere].map(existsSync)).toEqual([false, false, true, true]);
  open(Date.now() + 86_400_000 + 60_000);
  expect([parent, elsewhere].map(existsSync)).toEqual([true, false]);
});

it("UPL-03: files have random names, and only this account can read them", async () => {
  const incoming = open();
  const made = [await incoming.create(), await incoming.create()];
  await Promise.all(made.map(({ handle }) => handle.close()));
  const names = made.map(({ path }) => path.split("/").at(-1) ?? "");
  expect(new Set(names).size).toBe(2);
  for (const [index, { path }] of made.entries()) {
    expect(names[index]).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  }
  expect(readdirSync(join(data, "incoming"))).toHaveLength(1);
});
