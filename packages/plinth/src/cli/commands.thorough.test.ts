import { describe, expect, it } from "vitest";
import { parseArguments, UsageError, verbsTaking } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** Their words are targets, files and texts, and keys knows one set of flags. */
const WITHOUT_VERBS = [
  "import-users",
  "audit",
  "load",
  "drill",
  "doctor",
  "inspect",
  "sign",
  "keys",
  "billing",
];

describe("commands", () => {
  it("TST-06: every command is found by its name, says how it is called, and explains its flags", async () => {
    for (const { name, help, load } of COMMANDS) {
      const { usage, flags } = await load();
      expect(usage).toMatch(new RegExp(`^plinth ${name}(?: |$)`));
      expect(help).toMatch(/^[^\n]{10,120}$/);
      for (const flag of Object.values(flags)) expect(flag.help).not.toBe("");
    }
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(COMMANDS)(
    "TST-06: $name passes over no word: one too many is named and refused",
    async ({ name, load }) => {
      const command = await load();
      const most = command.mostWords ?? 0;
      if (most === Number.POSITIVE_INFINITY) return;
      const words = Array.from({ length: most }, (_, index) => `word${index}`);
      expect(parseArguments(command, words).words).toEqual(words);
      expect(() => parseArguments(command, [...words, "extra"])).toThrow(
        new UsageError(`"extra" is a word too many; see plinth ${name} --help`),
      );
    },
  );

  it("TST-06: what takes words as they come is few, and known", async () => {
    const loaded = await Promise.all(
      COMMANDS.map(async ({ name, load }) => ({ name, most: (await load()).mostWords })),
    );
    const endless = loaded.filter(({ most }) => most === Number.POSITIVE_INFINITY);
    expect(endless.map(({ name }) => name)).toEqual(["drill", "inspect"]);
  });

  const sample = ({ type }: { readonly type: string }, flag: string): string =>
    type === "boolean" ? `--${flag}` : `--${flag}=given`;

  it.each(COMMANDS)(
    "TST-06: each verb of $name takes the flags it has, and refuses those of another",
    async ({ name, load }) => {
      const command = await load();
      const { flags, verbs = {} } = command;
      for (const [verb, own] of Object.entries(verbs)) {
        const words = verb.split(" ").filter((word) => word !== "");
        const told = (flag: string) =>
          `--${flag} is for ${verbsTaking(command, flag)
            .map((one) => `plinth ${name} ${one}`.trimEnd())
            .join(", ")}: ${`plinth ${name} ${verb}`.trimEnd()} does not take it`;
        for (const [flag, declared] of Object.entries(flags)) {
          const typed = [...words, sample(declared, flag)];
          if (own.includes(flag)) expect(parseArguments(command, typed).words).toEqual(words);
          else {
            const refusal = new UsageError(`${told(flag)}; see plinth ${name} --help`);
            expect(() => parseArguments(command, typed)).toThrow(refusal);
            expect(() => parseArguments(command, [typed.at(-1) ?? "", ...words])).toThrow(refusal);
          }
        }
      }
      const taken = Object.values(verbs).flat();
      if (taken.length > 0) expect(new Set(taken)).toEqual(new Set(Object.keys(flags)));
    },
  );

  it("TST-06: what takes words and no verb is few, and known", async () => {
    const loaded = await Promise.all(
      COMMANDS.map(async ({ name, load }) => ({ name, ...(await load()) })),
    );
    const without = loaded.filter(
      ({ mostWords = 0, verbs, flags }) =>
        mostWords > 0 && verbs === undefined && Object.keys(flags).length > 0,
    );
    expect(without.map(({ name }) => name)).toEqual(WITHOUT_VERBS);
  });
});
