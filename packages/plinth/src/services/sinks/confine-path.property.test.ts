import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confinePath } from "./confine-path.ts";

let base: string;
let root: string;

/** A folder with links of every kind, one whose name begins like it, and what nobody may read. */
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "plinth-confine-")));
  root = join(base, "root");
  for (const folder of ["root/a/b", "root-old", "out/deep"]) {
    mkdirSync(join(base, folder), { recursive: true });
  }
  for (const file of ["root/a/file.txt", "root/a/b/other.txt"]) {
    writeFileSync(join(base, file), "inside");
  }
  for (const file of ["root-old/file.txt", "out/canary.txt", "out/deep/file.txt", "canary.txt"]) {
    writeFileSync(join(base, file), "canary");
  }
  symlinkSync("../out", join(root, "link"));
  symlinkSync(join(base, "out/canary.txt"), join(root, "a/file-link"));
  symlinkSync("../root-old", join(root, "old"));
  symlinkSync("a/b", join(root, "within"));
  symlinkSync("..", join(root, "a/up"));
  symlinkSync("../nowhere", join(root, "dangling"));
  symlinkSync("loop", join(root, "loop"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const isInside = (path: string): boolean => path.startsWith(`${root}${sep}`);

const SEGMENTS = [
  ..."a b file.txt other.txt link old within up dangling loop file-link root root-old out".split(
    " ",
  ),
  ..."canary.txt .. . ... ..; .%2e %2e%2e %252e%252e ..%2f ..%5c ..\\ ..%c0%af %c0%ae%c0%ae".split(
    " ",
  ),
  ..."C: C:\\ \\\\?\\C:\\ file.txt::$DATA file.txt: CON nul.txt aux com1 LPT¹ ~ ~root".split(" "),
  ..."．． ‥ ／ ＼ ∕ \u202e. %00 file.txt. a\0 \0".split(" "),
  "",
  " ",
  ".. ",
  "new.txt",
];

/** What exists, so that links are walked into often. */
const THERE = "a b link old up within file-link file.txt canary.txt deep ..".split(" ");

const path = fc.oneof(
  fc.array(fc.constantFrom(...THERE), { minLength: 1, maxLength: 4 }).map((all) => all.join("/")),
  fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 6 }).map((all) => all.join("/")),
  fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 6 }).map((all) => `/${all.join("\\")}`),
  fc
    .array(fc.oneof(fc.constantFrom(...SEGMENTS), fc.string({ maxLength: 5 })), { maxLength: 6 })
    .map((all) => all.join("/")),
  fc.constantFrom("a", "within", "link", "new").map((name) => join(root, name)),
);

describe("P-098: paths of callers", () => {
  it("VAL-14: resolve inside the folder, links included, or are refused", async () => {
    await fc.assert(
      fc.asyncProperty(path, async (input) => {
        const result = await confinePath(root, input).catch((fault: unknown) => fault);
        if (typeof result !== "string") {
          expect(result).toMatchObject({ code: "PATH_REFUSED" });
          return;
        }
        expect(isInside(result)).toBe(true);
        const content = await readFile(result, "utf8").catch(() => "nothing");
        expect(content).not.toBe("canary");
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a/file.txt", "a/file.txt"],
    ["within/other.txt", "a/b/other.txt"],
    ["a/up/a/file.txt", "a/file.txt"],
    ["a/new.txt", "a/new.txt"],
    ["new/folder/Crème brûlée (2).txt", "new/folder/Crème brûlée (2).txt"],
    ["a..b/..c/.hidden", "a..b/..c/.hidden"],
  ])("VAL-14: %s is %s", async (input, place) => {
    expect(await confinePath(root, input)).toBe(join(root, place));
  });

  it.each([
    ..."../canary.txt ../root-old/file.txt old/file.txt link/canary.txt a/file-link dangling".split(
      " ",
    ),
    ..."loop a/up/../x /etc/passwd a/../../canary.txt ..%2fcanary.txt %2e%2e/x a/file.txt/x".split(
      " ",
    ),
    ..."C:/x C:x \\\\server\\share a\\..\\..\\x a/file.txt::$DATA NUL con.txt a//b a/ . ..".split(
      " ",
    ),
    "a/file.txt\0.png",
    "a/up",
    "",
  ])("VAL-14: %j is refused", async (input) => {
    await expect(confinePath(root, input)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it("broken twin: one that compares how two strings begin reads what is beside the folder", async () => {
    const byPrefix = (input: string): string => {
      const place = resolve(root, input);
      if (!place.startsWith(root)) throw new Error("refused");
      return place;
    };
    expect(await readFile(byPrefix("../root-old/file.txt"), "utf8")).toBe("canary");
    expect(await readFile(byPrefix("link/canary.txt"), "utf8")).toBe("canary");
  });
});
