import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseArguments } from "../command.ts";
import { failover } from "./failover.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-failover-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it.each(["status", "health"])(
  "BK-08: %s says once why the witness cannot be asked",
  async (verb) => {
    const witness = join(directory, "witness");
    writeFileSync(witness, "");
    const told: string[] = [];
    const note = (text: string): void => void told.push(text);
    const environment = {
      ...{ PLINTH_ENV: "test", PLINTH_DATA: join(directory, "data"), FAILOVER_WITNESS: witness },
    };
    const terminal = { print: note, tell: note, environment, directory };
    expect(await failover.run(parseArguments(failover, [verb]), terminal)).toBe(1);
    const [said = ""] = told;
    expect(said).toMatch(/^plinth: .* is a file, not a directory$/);
  },
);
