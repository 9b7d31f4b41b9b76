import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { CURRENT_FILE, fullFileName, fullSince, listFullFiles } from "./log-files.ts";
import { openRotatingFile } from "./rotating-file.ts";

const DAY = 86_400_000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-logs-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const setUp = (options: { readonly maxBytes?: number; readonly maxFiles?: number } = {}) => {
  const clock = createManualClock(Date.now());
  const { maxBytes = 1_000, maxFiles = 10 } = options;
  const file = openRotatingFile({ directory, maxBytes, maxFiles, maxDays: 30, clock });
  return { clock, file };
};
const text = (name: string): string => readFileSync(join(directory, name), "utf8");
const everything = (): string =>
  [...listFullFiles(directory), CURRENT_FILE].map((name) => text(name)).join("");

describe("the files of a log", () => {
  it("LOG-08: are full at their size, in their order, and lose no line", () => {
    const { clock, file } = setUp();
    const written: string[] = [];
    for (let n = 0; n < 100; n += 1) {
      const block = `${"x".repeat(80)} ${n}\n`;
      written.push(block);
      file.write(block);
      if (n % 3 === 0) clock.advance(7);
    }
    file.close();
    expect(everything().split("\n")).toEqual(written.join("").split("\n"));
    for (const name of listFullFiles(directory)) {
      expect(text(name).length).toBeLessThanOrEqual(1_000);
    }
  });

  it("LOG-08: are no more than so many, the oldest going first", () => {
    const { clock, file } = setUp({ maxBytes: 100, maxFiles: 4 });
    for (let n = 0; n < 20; n += 1) {
      file.write(`${"y".repeat(90)} ${n}\n`);
      clock.advance(1_000);
    }
    file.close();
    expect(readdirSync(directory)).toHaveLength(4);
    expect(everything()).toMatch(/ 16\n.* 17\n.* 18\n.* 19\n$/s);
  });

  it("LOG-08: keep no line for longer than their days, however little is written", () => {
    const { clock, file } = setUp();
    const began = clock.now();
    for (let day = 0; day < 100; day += 1) {
      file.write(`${JSON.stringify({ at: clock.now() })}\n`);
      clock.advance(DAY);
    }
    file.write(`${JSON.stringify({ at: clock.now() })}\n`);
    file.close();
    const kept = everything()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (JSON.parse(line) as { at: number }).at);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(clock.now() - 31 * DAY);
    expect(kept.length).toBeGreaterThan(20);
    expect(began).toBeLessThan(Math.min(...kept));
  });

  it("go on with the file that is there, and leave those of others alone", () => {
    writeFileSync(join(directory, CURRENT_FILE), "before\n");
    writeFileSync(join(directory, "notes.log"), "mine");
    utimesSync(join(directory, "notes.log"), 1, 1);
    const { file } = setUp({ maxBytes: 20, maxFiles: 2 });
    file.write("after the start\n");
    file.write("and once more so\n");
    file.close();
    expect(text("notes.log")).toBe("mine");
    expect(everything()).toContain("and once more so");
  });

  it("LOG-08: are left to another process that began the next one", () => {
    const { file } = setUp({ maxBytes: 100 });
    const other = setUp({ maxBytes: 100 }).file;
    for (let n = 0; n < 10; n += 1) {
      file.write(`one ${"z".repeat(40)} ${n}\n`);
      other.write(`other ${"z".repeat(40)} ${n}\n`);
    }
    file.close();
    other.close();
    const lines = everything().split("\n");
    expect(lines.filter((line) => line.startsWith("one")).length).toBeGreaterThan(0);
    expect(lines.every((line) => line === "" || /^(one|other) z{40} \d$/.test(line))).toBe(true);
  });

  it("have names in the order of time", () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
    expect(fullFileName(at, 0)).toBe("plinth-2026-01-02T03-04-05-006Z-000.log");
    expect(fullSince(fullFileName(at, 12))).toBe(at);
    expect(fullSince("plinth.log")).toBeUndefined();
    expect([fullFileName(at, 1), fullFileName(at, 0), fullFileName(at + 1, 0)].sort()).toEqual([
      fullFileName(at, 0),
      fullFileName(at, 1),
      fullFileName(at + 1, 0),
    ]);
  });
});
