import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "#config";
import { BootError } from "#core";
import { JsonFault, parseStrictJson } from "#http";
import { type LimitOverrides, parseLimitOverrides } from "#policy";

const MAX_BYTES = 1_048_576;

/** Where overrides of limits are kept. */
export interface LimitsFile {
  readonly path: string;
  /**
   * The overrides; none where there is no file.
   * @throws {BootError} naming every fault together.
   */
  readonly read: () => LimitOverrides;
  /**
   * Puts others in their place, whole or not at all.
   * @throws {BootError} where the file cannot be written.
   */
  readonly write: (overrides: LimitOverrides) => void;
}

const codeOf = (fault: unknown): string => (fault as NodeJS.ErrnoException).code ?? String(fault);

const parse = (path: string, text: string): unknown => {
  try {
    JSON.parse(text);
  } catch {
    throw new BootError([`${path} is not JSON`]);
  }
  try {
    // Of two entries for one route the last would win in silence.
    return parseStrictJson(text);
  } catch (fault) {
    if (fault instanceof JsonFault) throw new BootError([`${path}: ${fault.message}`]);
    throw fault;
  }
};

/** The text; undefined where nothing is there. What is no plain file could keep us waiting. */
const readText = (path: string): string | undefined => {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new BootError([`${path} is not a plain file`]);
    if (found.size > MAX_BYTES) throw new BootError([`${path} has more than ${MAX_BYTES} bytes`]);
    return readFileSync(path, "utf8");
  } catch (fault) {
    if (fault instanceof BootError) throw fault;
    if (codeOf(fault) === "ENOENT") return undefined;
    throw new BootError([`${path} cannot be read (${codeOf(fault)})`]);
  }
};

/** The file that PLINTH_LIMITS names, or `limits.json` in the data directory. */
export const createLimitsFile = (
  config: Pick<Config, "dataDirectory"> & { readonly limits: Pick<Config["limits"], "file"> },
): LimitsFile => {
  const path = config.limits.file ?? join(config.dataDirectory, "limits.json");
  const read = (): LimitOverrides => {
    const text = readText(path);
    if (text === undefined) {
      if (config.limits.file === undefined) return {};
      throw new BootError([`PLINTH_LIMITS names ${path}, which is not there; an empty one is {}`]);
    }
    const problems: string[] = [];
    const overrides = parseLimitOverrides(parse(path, text), problems);
    if (problems.length > 0) throw new BootError(problems.map((text) => `${path}: ${text}`));
    return overrides;
  };
  const write = (overrides: LimitOverrides): void => {
    const fresh = `${path}.${randomUUID()}`;
    try {
      writeFileSync(fresh, `${JSON.stringify(overrides, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(fresh, path);
    } catch (fault) {
      rmSync(fresh, { force: true });
      throw new BootError([`${path} cannot be written (${codeOf(fault)})`]);
    }
  };
  return { path, read, write };
};
