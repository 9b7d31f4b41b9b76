import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { BackupFault } from "../fault.ts";
import type { Owner } from "./run-program.ts";

/** Where a running server on this machine listens. */
export interface LocalServer {
  readonly port: number;
  readonly socketDirectory: string;
}

const lines = (path: string): readonly string[] => {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
};

/**
 * Who programs on these files run as: their owner. Undefined where that is who we are.
 * @throws {BackupFault} where we are somebody else, and not root.
 */
export const ownerOf = (path: string): Owner | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new BackupFault("missing", `there is no ${path}`);
  const self = process.getuid?.();
  if (self === undefined || found.uid === self) return undefined;
  if (self === 0) return { uid: found.uid, gid: found.gid };
  throw new BackupFault(
    "refused",
    `${path} belongs to user ${found.uid}: make backups as that user, or as root`,
  );
};

/**
 * Where the server of a data directory listens, as it wrote down itself.
 * @throws {BackupFault} where none runs there.
 */
export const requireLocalServer = (dataDirectory: string): LocalServer => {
  const [, , , port, socketDirectory] = lines(join(dataDirectory, "postmaster.pid"));
  if (!/^\d+$/.test(port ?? "") || socketDirectory === undefined || socketDirectory === "") {
    throw new BackupFault("refused", `no PostgreSQL server runs in ${dataDirectory}`);
  }
  return { port: Number(port), socketDirectory };
};

/**
 * The folder of the programs that fit a data directory: those that a server was started from, or
 * Debian's of its version.
 * @throws {BackupFault} where there are none.
 */
export const requireBinaries = (dataDirectory: string, like: string | undefined): string => {
  const [started = ""] = like === undefined ? [] : lines(join(like, "postmaster.opts"));
  const [version = ""] = lines(join(dataDirectory, "PG_VERSION"));
  const folders = [
    dirname(started.split(" ")[0] ?? ""),
    `/usr/lib/postgresql/${version.trim()}/bin`,
    ...(process.env["PATH"] ?? "").split(":"),
  ];
  const found = folders.find((folder) => folder !== "." && existsSync(join(folder, "postgres")));
  if (found === undefined) {
    throw new BackupFault("refused", `PostgreSQL ${version.trim()} is not installed here`);
  }
  return found;
};
