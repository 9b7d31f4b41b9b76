import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { COMMANDS } from "../../packages/plinth/src/cli/commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const guides = readdirSync(join(root, "docs/guide"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/guide/${name}`);
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "INTEGRATION_GUIDE.md", ...guides];

const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** What stands as code: fenced blocks and spans. */
const codeOf = (page: string): string =>
  [...textOf(page).matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([code]) => code).join("\n");

test("DOC-03, DOC-04: every command that a page names is there", () => {
  // "plinth keyring 1" is the salt of a key.
  const known = new Set(["help", "COMMAND", "keyring", ...COMMANDS.map(({ name }) => name)]);
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const unknown = PAGES.flatMap((page) => {
    const code = codeOf(page);
    const commands = [...code.matchAll(/(?:^|`|npx )plinth ([a-z][\w-]*|COMMAND)/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => !known.has(name));
    const runs = [...code.matchAll(/npm run ([\w:-]+)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => scripts[name] === undefined);
    return [...commands, ...runs].map((name) => `${page}: ${name}`);
  });
  expect(unknown).toEqual([]);
});

test("DOC-04: how to contribute, whom to tell about a fault and which versions get fixes", () => {
  for (const word of ["npm start", "npm test", "npm run check"]) {
    expect(textOf("CONTRIBUTING.md")).toContain(word);
  }
  const security = textOf("SECURITY.md");
  for (const part of ["## Report", "## Supported versions", "/.well-known/security.txt"]) {
    expect(security).toContain(part);
  }
});
