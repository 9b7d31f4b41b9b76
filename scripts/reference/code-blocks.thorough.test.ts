import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const guides = readdirSync(join(root, "docs/guide"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/guide/${name}`);
const PAGES = ["README.md", "INTEGRATION_GUIDE.md", ...guides];

/**
 * What a page leaves to its reader: names of the reader's own code, what these give, and several forms
 * of one setting below each other. Everything else is a fault of the page.
 */
const LEFT_OUT = new Set(["TS1117", "TS2304", "TS2307", "TS2552", "TS18004", "TS18046"]);

/**
 * A block as a file that can be compiled: without dots, with tables of any shape, and whole where it is
 * some members of an object.
 */
const compilable = (text: string): string => {
  const said = text
    .replaceAll(/^\s*…,?$/gm, "")
    .replaceAll(/"[^"\n]*"|`[^`]*`|\/\/.*|…,| … /g, (part) => (/^ ?…/.test(part) ? " " : part))
    .replaceAll(/([(:>] ?)…/g, "$1(undefined as never)");
  const typed = said.replaceAll(/\bstore\s*\.(read|write)\(\)/g, "store.$1<any>()");
  return `${/^\w+: /.test(typed) ? `({\n${typed}});` : typed}\nexport {};\n`;
};

let place: string;

beforeEach(() => {
  // Inside of the checkout, so that packages are found.
  mkdirSync(join(root, ".stamp"), { recursive: true });
  place = mkdtempSync(join(root, ".stamp/code-blocks-"));
});
afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

test("P-119, DOC-03: every block of TypeScript compiles against what the packages export", () => {
  const blocks = PAGES.flatMap((page) =>
    [
      ...readFileSync(join(root, page), "utf8").matchAll(
        /^```(?:js (?=file=)|(ts|tsx)\b)[^\n]*\n([\s\S]*?)^```$/gm,
      ),
    ].map(([, kind = "ts", text = ""], index) => ({
      name: `${basename(page, ".md")}-${index + 1}.${kind}`,
      text: compilable(text),
    })),
  );
  expect(blocks.length).toBeGreaterThan(40);
  for (const { name, text } of blocks) writeFileSync(join(place, name), text);
  const compilerOptions = {
    ...{ noEmit: true, composite: false, incremental: false, jsx: "react-jsx" },
    ...{ noUnusedLocals: false, noUnusedParameters: false, noImplicitAny: false },
    lib: ["ES2024", "DOM"],
  };
  writeFileSync(
    join(place, "tsconfig.json"),
    JSON.stringify({ extends: "../../tsconfig.base.json", compilerOptions, include: ["*"] }),
  );
  const compiler = join(root, "node_modules/typescript-native/bin/tsc");
  const { stdout, error } = spawnSync(
    process.execPath,
    [compiler, "-p", place, "--pretty", "false"],
    {
      cwd: place,
      encoding: "utf8",
    },
  );
  expect(error).toBeUndefined();
  const faults = stdout.split("\n").filter((line) => {
    const [, file = "", code = ""] = /^([^\s(]+)\(.*?error (TS\d+)/.exec(line) ?? [];
    return blocks.some(({ name }) => name === file) && !LEFT_OUT.has(code);
  });
  expect(faults).toEqual([]);
  // Names that are left out show that the compiler looked at these files.
  expect(stdout).toContain("TS2304");
}, 300_000);
