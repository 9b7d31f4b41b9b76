import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BackupFault } from "../fault.ts";
import type { Owner } from "./run-program.ts";

/** The name that pgBackRest has for the server. */
export const STANZA = "main";
/** Of the directory with backups, what is pgBackRest's. */
export const REPOSITORY = "repository";

/** Where things of pgBackRest are. */
export interface Places {
  /** Its configuration with the key: beside the data directory of Plinth, and in no backup. */
  readonly configuration: string;
  /** Its repository. */
  readonly repository: string;
  /** The data directory of the server. */
  readonly server: string;
}

/** What is written into a configuration. */
export interface ConfigurationOptions extends Places {
  /** What the repository is encrypted with. */
  readonly passphrase: string;
  readonly owner: Owner | undefined;
}

/** Text that needs quotes in a shell or means something to pgBackRest or the server is refused. */
const requirePlainPath = (path: string): string => {
  if (!/^\/[\w./@:+, -]*$/.test(path)) {
    throw new BackupFault("refused", `${path} has characters that no path of backups may have`);
  }
  return path;
};

const text = ({ configuration, repository, server, passphrase }: ConfigurationOptions): string => {
  const own = dirname(configuration);
  // Nothing is removed by pgBackRest itself: which backups stay is decided by `plinth backup prune`.
  return `# Written by plinth; the key is in no backup.
[global]
repo1-path=${requirePlainPath(repository)}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=${passphrase}
repo1-bundle=y
repo1-retention-full-type=time
repo1-retention-full=9999999
expire-auto=n
compress-type=zst
start-fast=y
process-max=2
archive-timeout=60
log-level-file=off
log-level-console=warn
lock-path=${join(requirePlainPath(own), "lock")}
spool-path=${join(own, "spool")}

[${STANZA}]
pg1-path=${requirePlainPath(server)}
`;
};

/** A directory for one user alone. */
export const makeOwned = (path: string, owner: Owner | undefined): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
};

/** Writes the configuration where it is not what it should be. */
export const writeConfiguration = (options: ConfigurationOptions): void => {
  const { configuration, owner } = options;
  const wanted = text(options);
  makeOwned(dirname(configuration), owner);
  try {
    if (readFileSync(configuration, "utf8") === wanted) return;
  } catch {
    // There is none yet.
  }
  writeFileSync(configuration, wanted, { mode: 0o600 });
  if (owner !== undefined) chownSync(configuration, owner.uid, owner.gid);
};

/** What the server is told, as lines of postgresql.conf. */
export const serverSettings = (configuration: string): readonly string[] => [
  "wal_level = replica",
  "archive_mode = on",
  "archive_timeout = 60",
  `archive_command = 'pgbackrest --config="${requirePlainPath(configuration)}" --stanza=${STANZA} archive-push "%p"'`,
];
