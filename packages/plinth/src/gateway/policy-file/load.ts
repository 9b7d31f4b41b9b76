import { readFileSync } from "node:fs";
import { BootError } from "#core";
import type { GatewayFile } from "./format.ts";
import { parseGatewayFile } from "./parse.ts";

/**
 * Loads a policy file; faults call it by `name`.
 * @throws {BootError} naming the file, and every fault in it with its route and field.
 */
export const loadGatewayFile = (path: string, name = path): GatewayFile => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new BootError([`${name}: cannot be read (${code ?? "unknown"})`]);
  }
  try {
    return parseGatewayFile(text);
  } catch (fault) {
    if (!(fault instanceof BootError)) throw fault;
    throw new BootError(fault.problems.map((problem) => `${name}: ${problem}`));
  }
};
