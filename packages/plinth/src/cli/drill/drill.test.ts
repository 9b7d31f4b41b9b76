import { expect, test } from "vitest";
import { parseArguments, type Terminal, UsageError } from "../command.ts";
import { drill } from "./drill.ts";

const run = async (...line: readonly string[]) => {
  const printed: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: () => undefined,
    environment: {},
    directory: "/",
  };
  const code = await drill.run(parseArguments(drill, line), terminal);
  return { code, printed };
};

test.each([
  [["no-such-drill"], /no drill no-such-drill; see plinth drill --list/],
  [["clock-jump", "--seed", "one"], /--seed is a whole number/],
  [["clock-jump", "--json", "--markdown"], /not both/],
  [["clock-jump", "--output", "no/such/folder/x.json"], /--output cannot be written/],
])(
  "EVID-17: %j is a mistake, named in one sentence before anything starts",
  async (line, reason) => {
    await expect(run(...line)).rejects.toThrow(UsageError);
    await expect(run(...line)).rejects.toThrow(reason);
  },
);

test("EVID-17: --list tells every drill with its requirements and starts nothing", async () => {
  const { code, printed } = await run("--list");
  expect(code).toBe(0);
  expect(printed.length).toBeGreaterThanOrEqual(7);
  expect(printed.join("\n")).toContain("kill-under-writes  (P-118, RES-05)");
  const json = JSON.parse((await run("--list", "--json", "full-disk")).printed.join(""));
  expect(json).toMatchObject([{ id: "full-disk", shelfLifeDays: 30 }]);
});
