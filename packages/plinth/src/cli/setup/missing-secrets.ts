import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnvFile } from "#config";
import { BootError } from "#core";

/** What is looked at to learn which secrets there are. */
export interface SecretSources {
  /** Text of the `.env` file; empty where there is none. */
  readonly envFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly directory: string;
  /** A fresh key. */
  readonly make: () => string;
}

/** Members of secrets.json, which a first start without secrets makes, by the variable they stand for. */
const KEPT = { SECRET_KEY: "secretKey", JWT_SECRET_KEY: "jwtSecretKey" } as const;

const readKept = (path: string): Readonly<Record<string, unknown>> => {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    throw new BootError([`${path} cannot be read; restore it before plinth setup`]);
  }
};

/**
 * Values for the secrets that neither the environment nor the file names. A key that a start made and
 * keeps in the data directory is that key, not another one: nobody is signed out by setup.
 * @throws {BootError} where the file has faults, or the kept keys cannot be read.
 */
export const missingSecrets = (sources: SecretSources): Readonly<Record<string, string>> => {
  const { values, problems } = parseEnvFile(sources.envFile);
  if (problems.length > 0) throw new BootError(problems);
  // An empty text counts as absent, as everywhere with settings.
  const given = (name: string): string | undefined =>
    [sources.environment[name], values[name]].find((text) => text !== undefined && text !== "");
  const named = Object.keys(KEPT).filter((name) => given(name) !== undefined);
  if (named.length === 1) {
    // A start would take both from the data directory then: completing the pair would change one.
    throw new BootError([`${named[0]} is given alone: give both keys, or none of them`]);
  }
  const data = resolve(sources.directory, given("PLINTH_DATA") ?? ".data");
  const kept = readKept(join(data, "secrets.json"));
  const missing: Record<string, string> = {};
  for (const [name, member] of Object.entries(KEPT)) {
    if (given(name) !== undefined) continue;
    const key = kept[member];
    missing[name] = typeof key === "string" ? key : sources.make();
  }
  if (given("BACKUP_KEY") === undefined) missing["BACKUP_KEY"] = sources.make();
  return missing;
};
