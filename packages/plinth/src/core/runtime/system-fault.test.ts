import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemFaultWords } from "./system-fault.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-words-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const wordsOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (fault) {
    return systemFaultWords(fault);
  }
  throw new Error("nothing failed");
};

describe("what the operating system refuses", () => {
  it("CFG-01: is one sentence that names the place, and no stack", () => {
    const file = join(directory, "file");
    writeFileSync(file, "");
    const missing = join(directory, "missing");
    expect(wordsOf(() => readFileSync(missing))).toBe(`there is no ${missing}`);
    expect(wordsOf(() => readFileSync(directory))).not.toContain("\n");
    expect(wordsOf(() => mkdirSync(file))).toBe(`${file} is there already`);
    expect(wordsOf(() => mkdirSync(join(file, "below")))).toBe(
      `a part of ${join(file, "below")} is a file, not a directory`,
    );
  });

  it.each([
    ["EACCES", "as the user who owns it"],
    ["EROFS", "name another place"],
    ["ENOSPC", "make room"],
    ["EWHATEVER", "the system says EWHATEVER (open)"],
  ])("CFG-01: %s says what to do", (code, words) => {
    const refused = Object.assign(new Error(code), { code, syscall: "open", path: "/a/place" });
    expect(systemFaultWords(refused)).toContain(words);
    expect(systemFaultWords(refused)).toContain("/a/place");
  });

  it("CFG-01: what is no refusal of the system is left to whoever made it", () => {
    expect(systemFaultWords(new Error("ENOENT"))).toBeUndefined();
    expect(systemFaultWords("ENOENT")).toBeUndefined();
  });
});
