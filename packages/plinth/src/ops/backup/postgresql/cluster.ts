import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Secret, systemClock } from "#core";
import { openStore, type Store, sql } from "#store";
import { BackupFault } from "../fault.ts";
import { requireBinaries } from "./host.ts";
import { bareEnvironment, type Owner } from "./run-program.ts";

/** Reading the log of a week takes minutes. */
const START_MS = 3 * 3_600_000;
const STOP_MS = 60_000;
const STEP_MS = 100;
const COMMAND_MS = 30 * 60_000;
const COMPLAINT = 16_384;

/** A restored server, and how it is started. */
export interface ClusterOptions {
  /** Data directory; nobody else uses it. */
  readonly data: string;
  /** A directory of the owner's alone, for its socket and settings. */
  readonly scratch: string;
  /** The data directory of the live server, whose programs are used where they are known. */
  readonly like: string;
  readonly owner: Owner | undefined;
  /** Whether it is used later: its writes reach the disk, and its log waits to be archived. */
  readonly isKept: boolean;
  readonly user: string;
  readonly database: string;
}

/** A restored server that runs. */
export interface Cluster {
  /** A connection as a role of it, by default the application's. */
  readonly connect: (user?: string) => Promise<Store>;
}

/** It speaks to its owner alone, over a socket that nobody else reaches, and sends its log nowhere. */
const settingsOf = ({ scratch, data, isKept }: ClusterOptions): readonly string[] => [
  `config_file=${join(scratch, "postgresql.conf")}`,
  `hba_file=${join(scratch, "pg_hba.conf")}`,
  `ident_file=${join(scratch, "pg_ident.conf")}`,
  `data_directory=${data}`,
  "listen_addresses=",
  `unix_socket_directories=${scratch}`,
  "port=5432",
  "ssl=off",
  "hot_standby=off",
  `archive_mode=${isKept ? "on" : "off"}`,
  // With archive_mode what is written waits there until the server is started as it is meant to be.
  "archive_command=",
  "archive_library=",
  "synchronous_standby_names=",
  "max_wal_senders=0",
  "max_replication_slots=0",
  "autovacuum=off",
  "logging_collector=off",
  "log_destination=stderr",
  "shared_buffers=64MB",
  `fsync=${isKept ? "on" : "off"}`,
];

const writeSettings = ({ scratch, owner }: ClusterOptions): void => {
  for (const [name, text] of [
    ["postgresql.conf", ""],
    ["pg_ident.conf", ""],
    ["pg_hba.conf", "local all all trust\n"],
  ] as const) {
    const path = join(scratch, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  }
};

const ended = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Why a restored server does not come up, in one sentence. */
const startFault = (complaint: string): BackupFault => {
  const lines = complaint.split("\n");
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? "";
  if (fatal.includes("before configured recovery target")) {
    const last = /last completed transaction was at log time ([\d:. -]+)/.exec(complaint)?.[1];
    return new BackupFault(
      "missing",
      `nothing after that instant is in the backup${last === undefined ? "" : `: its last commit is of ${last.trim()} UTC`}; leave out --at for the newest state`,
    );
  }
  return new BackupFault("damaged", `the restored server does not start: ${fatal.slice(0, 300)}`);
};

const urlOf = ({ scratch, database }: ClusterOptions, user: string): Secret =>
  new Secret(
    `postgresql://${encodeURIComponent(user)}@localhost:5432/${encodeURIComponent(database)}?host=${encodeURIComponent(scratch)}`,
  );

const open = (options: ClusterOptions, user: string): Promise<Store> =>
  openStore({
    engine: {
      kind: "postgresql",
      url: urlOf(options, user),
      ...{ poolSize: 1, maxOverflow: 0, poolTimeoutMs: 30_000, recycleMs: COMMAND_MS },
      ...{ connectTimeoutMs: 10_000, commandTimeoutMs: COMMAND_MS },
    },
    clock: systemClock,
  });

/** Until it has read all of its log and takes writes. */
const waitUntilReady = async (
  options: ClusterOptions,
  server: ChildProcess,
  complaint: () => string,
): Promise<void> => {
  for (let waited = 0; waited < START_MS; waited += STEP_MS) {
    if (ended(server)) throw startFault(complaint());
    if (/database system is ready to accept connections/.test(complaint())) {
      const store = await open(options, options.user);
      try {
        const { rows } = await sql<{ busy: boolean | number }>`
          select pg_is_in_recovery() as busy`.execute(store.read());
        if (Number(rows[0]?.busy) === 0) return;
      } finally {
        await store.close();
      }
    }
    await pause(STEP_MS);
  }
  throw new BackupFault("damaged", "the restored server reads its log for too long");
};

const stop = async (server: ChildProcess, isKept: boolean): Promise<void> => {
  // "fast" writes everything down, "immediate" does not.
  server.kill(isKept ? "SIGINT" : "SIGQUIT");
  for (let waited = 0; waited < STOP_MS && !ended(server); waited += STEP_MS) await pause(STEP_MS);
  if (!ended(server)) server.kill("SIGKILL");
};

/**
 * Starts a restored server, lets it read its log to the end or the instant that was asked for, and
 * stops it again.
 * @throws {BackupFault} where it does not come up.
 */
export const withCluster = async <T>(
  options: ClusterOptions,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> => {
  writeSettings(options);
  const binaries = requireBinaries(options.data, options.like);
  const server = spawn(
    join(binaries, "postgres"),
    ["-D", options.data, ...settingsOf(options).flatMap((setting) => ["-c", setting])],
    {
      cwd: options.scratch,
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
      ...options.owner,
    },
  );
  const onExit = (): void => void server.kill("SIGQUIT");
  process.once("exit", onExit);
  let complaint = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT);
  });
  server.once("error", (fault) => {
    complaint += fault.message;
  });
  try {
    await waitUntilReady(options, server, () => complaint);
    return await use({ connect: (user = options.user) => open(options, user) });
  } finally {
    await stop(server, options.isKept);
    process.off("exit", onExit);
  }
};
