import { describe, expect, it } from "vitest";
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
});
