import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "../audit/audit.ts";
import { type Command, parseArguments, type Terminal, UsageError } from "../command.ts";
import { load } from "../load/load.ts";
import type { Check } from "./checks.ts";

/** Runs one of our commands that writes a JSON file; brings the file and what it printed. */
const runCommand = async (
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<{
  readonly code: number;
  readonly written: unknown;
  readonly printed: readonly string[];
}> => {
  const scratch = mkdtempSync(join(tmpdir(), "plinth-doctor-"));
  const file = join(scratch, "result.json");
  const printed: string[] = [];
  try {
    const quiet: Terminal = {
      ...terminal,
      print: (line) => void printed.push(line),
      tell: () => undefined,
    };
    const line = [...words, "--output", file];
    const code = await command.run(parseArguments(command, line), quiet);
    return { code, written: JSON.parse(readFileSync(file, "utf8")), printed };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const outside = async (
  name: string,
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<Check> => {
  try {
    const { code, written, printed } = await runCommand(command, words, terminal);
    const lines = printed.flatMap((text) => text.split("\n")).filter((text) => text !== "");
    const state = code === 0 ? "good" : "bad";
    const said = lines.find((text) => /^(?:score|rate)\b/i.test(text)) ?? lines.at(-1) ?? "";
    return { name, state, summary: said.trim(), detail: written };
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    return { name, state: "bad", summary: fault.message, detail: null };
  }
};

/** Looks at the service from outside, without writing anything. */
export const auditOf = (url: string, own: readonly string[], terminal: Terminal): Promise<Check> =>
  outside("audit", audit, [url, "--depth", "look", ...own], terminal);

/** A few seconds of a load that disturbs nobody: ten requests a second. */
export const loadOf = (url: string, own: readonly string[], terminal: Terminal): Promise<Check> =>
  outside(
    "load",
    load,
    [url, ...own, "--rate", "10", "--duration", "3s", "--quiet", "--endpoint", "/health"],
    terminal,
  );
