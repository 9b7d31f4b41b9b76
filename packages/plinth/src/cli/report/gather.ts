import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  componentsOf,
  EvidenceError,
  type EvidenceFile,
  type EvidenceKind,
  readLock,
} from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";

/** Flags that name files of evidence, and what each is given as. */
const EVIDENCE_FLAGS = [
  "audit",
  "drill",
  "load",
  "tests",
  "advisories",
  "deployed",
  "lock",
  "source",
  "config",
  "profile",
  "queries",
  "people",
  "previous",
] as const satisfies readonly EvidenceKind[];

/** Evidence that there may be several of. */
export const MANY: readonly string[] = ["drill", "load", "tests", "source"];

/** Names are relative to where the report lies: no path of this machine stands in it. */
export const nameFrom = (base: string, file: string): string =>
  relative(base, file).split(sep).join("/");

const readOne = (kind: EvidenceKind, given: string, base: string, terminal: Terminal) => {
  const path = resolve(terminal.directory, given);
  try {
    const text = readFileSync(path, "utf8");
    const writtenAt = statSync(path).mtime.toISOString();
    return { kind, name: nameFrom(base, path), text, writtenAt, path };
  } catch {
    throw new UsageError(`--${kind}: ${given} cannot be read`);
  }
};

/** A file of evidence, and where it is on this machine. */
export interface GivenFile extends EvidenceFile {
  readonly path: string;
}

/**
 * Reads every file that was given; names are seen from the folder `base`.
 * @throws {UsageError} for one that cannot be read.
 */
export const gatherFiles = (
  given: Arguments,
  terminal: Terminal,
  base: string,
): readonly GivenFile[] =>
  EVIDENCE_FLAGS.flatMap((flag) => {
    const one = given.text(flag);
    const names = MANY.includes(flag) ? given.texts(flag) : one === undefined ? [] : [one];
    return names.map((name) => readOne(flag, name, base, terminal));
  });

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/**
 * The packages of the lock file among the files, with the licences of what is installed beside it.
 * @throws {EvidenceError} when it is no lock file.
 */
export const gatherComponents = (files: readonly GivenFile[]) => {
  const lock = files.find(({ kind }) => kind === "lock");
  if (lock === undefined) return undefined;
  const root = dirname(lock.path);
  try {
    return componentsOf(readLock(lock.text), (folder, file) => textOf(join(root, folder, file)));
  } catch (fault) {
    if (!(fault instanceof EvidenceError)) throw fault;
    throw new EvidenceError(`${lock.name} cannot be taken as lock: ${fault.message}`);
  }
};

/** The commit that is checked out in a folder, and when it was made; undefined outside of one. */
export const commitOf = (directory: string): { id: string; at: string } | undefined => {
  try {
    const out = execFileSync("git", ["log", "-1", "--format=%H %cI"], {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    });
    const [id = "", at = ""] = out.trim().split(" ");
    return id === "" ? undefined : { id, at: new Date(at).toISOString() };
  } catch {
    // No git, or no repository: the report says that it is unknown.
    return undefined;
  }
};

/** The account under which the command runs. */
export const accountName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
};
