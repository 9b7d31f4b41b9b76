import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeScratchSpace } from "./scratch-space.ts";

const HOUR_MS = 3_600_000;
/** Above what any process can have here. */
const NOBODY = 2 ** 30;

it("P-059: what a killed proof left readable is removed by the next one, and nothing else is", async () => {
  const root = mkdtempSync(join(tmpdir(), "plinth-scratch-"));
  const now = Date.now();
  const make = (name: string, ageMs: number): string => {
    const path = join(root, name);
    mkdirSync(path);
    utimesSync(path, (now - ageMs) / 1_000, (now - ageMs) / 1_000);
    return path;
  };
  const abandoned = make(`plinth-restore-${NOBODY}-a`, 2 * HOUR_MS);
  const young = make(`plinth-restore-${NOBODY}-b`, HOUR_MS / 2);
  const ours = make(`plinth-restore-${process.pid}-c`, 2 * HOUR_MS);
  const foreign = make("restore-1-d", 2 * HOUR_MS);
  const made = await makeScratchSpace(now, root);
  expect([abandoned, young, ours, foreign, made].map((path) => existsSync(path))).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  rmSync(root, { recursive: true });
});
