import { describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";

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
});
