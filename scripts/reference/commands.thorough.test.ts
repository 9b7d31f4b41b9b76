import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseArguments } from "../../packages/plinth/src/cli/command.ts";
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

test("P-119, DOC-03, DOC-04: every command that a page names is there", () => {
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

/** A command line as a shell would split it, up to what is said of it, a pipe or another command. */
const wordsOf = (line: string): readonly string[] => {
  const [own = ""] = line.replaceAll(/\$\([^)]*\)|[[\]]/g, "").split(/\s(?:[#|&;<>]|2>|\s)|[;)]/);
  return (own.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replace(/^["']|["']$/g, ""),
  );
};

/** Every line of a page that calls `plinth`, fenced or in a sentence. */
const callsOf = (page: string): readonly string[] => [
  ...new Set(
    [...codeOf(page).matchAll(/(?:^|`|npx |\$ |\()plinth ([a-z][^\n`]*)/gm)].map(([, rest = ""]) =>
      rest.trim(),
    ),
  ),
];

test.each(PAGES)(
  "P-119, DOC-03: %s calls commands with words and flags that they take",
  async (page) => {
    const faults: string[] = [];
    for (const call of callsOf(page)) {
      // The context of a key, as is "plinth keyring 1".
      if (call === "backup key 1") continue;
      const [name, ...words] = wordsOf(call);
      const entry = COMMANDS.find((one) => one.name === name);
      if (entry === undefined) continue;
      try {
        const command = await entry.load();
        const { words: said } = parseArguments(command, words);
        const verbs = Object.keys(command.verbs ?? { "": [] });
        const isVerb = [said.slice(0, 2).join(" "), said[0], ""].some((one = "-") =>
          verbs.includes(one),
        );
        if (!isVerb && said.length > 0) faults.push(`plinth ${call}: no such verb`);
      } catch (fault) {
        faults.push(`plinth ${call}: ${String(fault)}`);
      }
    }
    expect(faults).toEqual([]);
  },
);

test("DOC-04: how to contribute, whom to tell about a fault and which versions get fixes", () => {
  for (const word of ["npm start", "npm test", "npm run check"]) {
    expect(textOf("CONTRIBUTING.md")).toContain(word);
  }
  const security = textOf("SECURITY.md");
  for (const part of ["## Report", "## Supported versions", "/.well-known/security.txt"]) {
    expect(security).toContain(part);
  }
});
