import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runPlinth } from "../support/run.ts";

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const failing = "e2e/fixtures/failing-property.ts";

const replay = async (seed: string) => {
  const { code, printed } = await runPlinth(
    ["properties", "run", "--file", failing, "--seed", seed],
    {},
  );
  return { code, printed, found: /Counterexample: (.+)/.exec(printed)?.[1] };
};

describe("plinth properties", () => {
  it("TST-08: a seed replays a failure, and is printed with it", async () => {
    const [first, again, other] = await Promise.all([replay("7"), replay("7"), replay("8")]);
    expect(first.code).toBe(1);
    expect(first.printed).toContain("100 cases each, seed 7");
    expect(first.printed).toContain("--seed 7 --cases 100");
    expect(first.found).toMatch(/^\[\d+\]$/);
    expect(again.found).toBe(first.found);
    expect(other.found).not.toBe(first.found);
  });

  it("TST-08: list counts what the generated catalogue counts", async () => {
    const page = readFileSync(inRepository("docs/reference/properties.md"), "utf8");
    const [, all, named] = /(\d+) numbered .* tests name (\d+) of them/.exec(page) ?? [];
    const { printed } = await runPlinth(["properties", "list"], {});
    const pending = Number(all) - Number(named);
    expect(printed.trimEnd().split("\n").at(-1)).toBe(`${named} implemented, ${pending} pending`);
    const one = await runPlinth(["properties", "list", "passwords", "--json"], {});
    expect(JSON.parse(one.printed)).toContainEqual(
      expect.objectContaining({ id: "P-001", isImplemented: true }),
    );
  });

  it("TST-08: away from the repository, or with a mistake, it says so in one line", async () => {
    const outside = await runPlinth(["properties", "run"], {}, { directory: tmpdir() });
    expect(outside).toMatchObject({ code: 64, printed: "" });
    expect(outside.told).toBe(
      "plinth: the property tests are not here: they are in Plinth's repository, not in its package\n",
    );
    const wrong = await runPlinth(["properties", "run", "everything"], {});
    expect(wrong.told).toBe("plinth: say one of auth, validation, errors, passwords, all\n");
  });
});
