import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestCertificate } from "./certificates.ts";
import { freePort, startThrowaway } from "./throwaway-process.ts";

/** One connection, until it is ended. */
export interface PostgresConnection {
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly end: () => Promise<void>;
}

/** A PostgreSQL server of one test file, with nothing in it. */
export interface ThrowawayPostgres {
  /** Address of its first database, with the password of its only user. */
  readonly url: string;
  readonly port: number;
  /** Its data directory. */
  readonly dataDirectory: string;
  /** Makes a further, empty database and gives its address. */
  readonly createDatabase: () => Promise<string>;
  /** Runs SQL as the superuser, in the first database or in that of `url`. */
  readonly query: (sql: string, url?: string) => Promise<readonly Record<string, unknown>[]>;
  /** Opens a connection that stays, to the first database or that of `url`; rejects where it is refused. */
  readonly connect: (url?: string) => Promise<PostgresConnection>;
  /** kill -9 of the server with all its processes; its data stays. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port after `kill` or `halt`. */
  readonly start: () => Promise<void>;
  /** An orderly stop that ends all connections; its data stays. */
  readonly halt: () => Promise<void>;
  /** Stops it and removes everything. */
  readonly stop: () => Promise<void>;
  /** Copies it into a directory and gives what a streaming replica of it is started with. */
  readonly copy: (directory: string) => ReplicaStart;
}

/** How a replica is started, by `startReplica`. */
export interface ReplicaStart {
  readonly binaries: string;
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  readonly directory: string;
  readonly settings: readonly string[];
  readonly urlOf: (port: number) => string;
}

/** Why there is none. */
export interface MissingPostgres {
  readonly missing: string;
}

/** How the server is to run. */
export interface ThrowawayPostgresOptions {
  /** Whether commits reach the disk; slower, and needed only by crash tests. Default false. */
  readonly durable?: boolean;
  /** Speaks TLS with this certificate, and refuses who does not; replicas do the same. */
  readonly tls?: TestCertificate & {
    /** Whose word clients take for it, as PEM; by default its own. */
    readonly authority?: string;
  };
  /** Further settings, such as "archive_timeout=1". */
  readonly settings?: readonly string[];
}

const DEBIAN = "/usr/lib/postgresql";
const USERS = ["postgres", "nobody"];

/** The newest server that Debian's packages installed, or undefined. */
const findBinaries = (): string | undefined => {
  try {
    const [newest] = readdirSync(DEBIAN)
      .filter((name) => readdirSync(join(DEBIAN, name, "bin")).includes("initdb"))
      .sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? undefined : join(DEBIAN, newest, "bin");
  } catch {
    return undefined;
  }
};

/** PostgreSQL refuses to run as root; then somebody else has to. */
const findUser = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const entry = USERS.map((name) => users.find(([user]) => user === name)).find(Boolean);
  return entry === undefined ? undefined : { uid: Number(entry[2]), gid: Number(entry[3]) };
};

/** The server's own processes: after a kill of their parent they would answer for a moment longer. */
const childrenOf = (pid: number | undefined): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  } catch {
    return [];
  }
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
};

const connect = async (url: string): Promise<PostgresConnection> => {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  await client.connect();
  return {
    query: async (sql) => (await client.query(sql)).rows ?? [],
    end: () => client.end(),
  };
};

const runSql = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
  const connection = await connect(url);
  try {
    return await connection.query(sql);
  } finally {
    await connection.end();
  }
};

/** The server reads its key only where nobody else can. */
const installCertificate = (
  directory: string,
  user: ReturnType<typeof findUser>,
  { chain, key }: TestCertificate,
): readonly string[] => {
  for (const [name, text] of [
    ["server.crt", chain],
    ["server.key", key],
  ] as const) {
    const path = join(directory, "data", name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user !== undefined) chownSync(path, user.uid, user.gid);
  }
  const rules = [
    "local all all scram-sha-256",
    "hostssl all all 127.0.0.1/32 scram-sha-256",
    "hostssl replication all 127.0.0.1/32 scram-sha-256",
  ];
  writeFileSync(join(directory, "data", "pg_hba.conf"), `${rules.join("\n")}\n`);
  return ["ssl=on", "ssl_min_protocol_version=TLSv1.2"];
};

/** What makes a client verify that certificate. */
const tlsQuery = (
  directory: string,
  { chain, authority = chain }: NonNullable<ThrowawayPostgresOptions["tls"]>,
): string => {
  const path = join(directory, "root.pem");
  writeFileSync(path, authority);
  return `?sslmode=verify-full&sslrootcert=${path}`;
};

const commonSettings = ({ durable = false }: ThrowawayPostgresOptions): readonly string[] => {
  const sync = durable ? "on" : "off";
  return [
    "listen_addresses=127.0.0.1",
    `fsync=${sync}`,
    `full_page_writes=${sync}`,
    "max_connections=120",
    "shared_buffers=16MB",
  ];
};

/** Clients of PostgreSQL look for certificates at home; that of who started this is not theirs to read. */
export const homeAt = (directory: string): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: directory,
});

/** Copies a running server, as its own user, and says what the copy is started with. */
const copyServer = (start: ReplicaStart, url: string): ReplicaStart => {
  const { binaries, user, directory, settings } = start;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  const words = ["-D", join(directory, "data"), "-R", "-X", "stream", "--checkpoint=fast"];
  execFileSync(join(binaries, "pg_basebackup"), [...words, "-d", url], {
    ...user,
    env: homeAt(directory),
    stdio: "pipe",
    timeout: 60_000,
    cwd: directory,
  });
  const own = settings.filter((setting) => !/^(?:port|unix_socket_directories)=/.test(setting));
  return { ...start, settings: [...own, `unix_socket_directories=${directory}`] };
};

/** Makes the data directory; returns the directory and the password of the user "plinth". */
const createCluster = (
  binaries: string,
  user: ReturnType<typeof findUser>,
): { readonly directory: string; readonly password: string } => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-postgres-"));
  const password = randomUUID();
  const secret = join(directory, "password");
  mkdirSync(join(directory, "data"), { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (user !== undefined) {
    for (const path of [directory, join(directory, "data"), secret]) {
      chownSync(path, user.uid, user.gid);
    }
  }
  const settings = ["--username=plinth", `--pwfile=${secret}`, "--auth=scram-sha-256"];
  const fast = ["--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C"];
  execFileSync(
    join(binaries, "initdb"),
    [`--pgdata=${join(directory, "data")}`, ...settings, ...fast],
    { ...user, stdio: "pipe", timeout: 60_000, cwd: directory },
  );
  return { directory, password };
};

/**
 * Starts a PostgreSQL server from Debian's packages in a scratch directory on a free port of the
 * loopback address, for this process only. Where the packages are missing it says so; tests must
 * then skip loudly (see `announceSkipped`).
 */
export const startPostgres = async (
  options: ThrowawayPostgresOptions = {},
): Promise<ThrowawayPostgres | MissingPostgres> => {
  const binaries = findBinaries();
  if (binaries === undefined) {
    return { missing: `no PostgreSQL server under ${DEBIAN} (apt-get install postgresql)` };
  }
  const user = findUser();
  if (user === undefined && process.getuid?.() === 0) {
    return { missing: `PostgreSQL cannot run as root and there is no user ${USERS.join(" or ")}` };
  }
  const { directory, password } = createCluster(binaries, user);
  const port = await freePort();
  const query = options.tls === undefined ? "" : tlsQuery(directory, options.tls);
  const urlOf = (database: string, at = port) =>
    `postgresql://plinth:${password}@127.0.0.1:${at}/${database}${query}`;
  const settings = [
    `port=${port}`,
    `unix_socket_directories=${directory}`,
    ...commonSettings(options),
    ...(options.settings ?? []),
    ...(options.tls === undefined ? [] : installCertificate(directory, user, options.tls)),
  ];
  const parameters = settings.flatMap((setting) => ["-c", setting]);
  const server = await startThrowaway({
    name: "PostgreSQL",
    directory,
    spawn: () =>
      spawn(join(binaries, "postgres"), ["-D", join(directory, "data"), ...parameters], {
        ...user,
        stdio: ["ignore", "ignore", "pipe"],
        cwd: directory,
      }),
    ask: () => runSql(urlOf("postgres"), "select 1"),
    signal: "SIGQUIT",
  });
  let databases = 0;
  return {
    url: urlOf("postgres"),
    port,
    dataDirectory: join(directory, "data"),
    createDatabase: async () => {
      databases += 1;
      const name = `test_${databases}`;
      await runSql(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    query: (sql, url = urlOf("postgres")) => runSql(url, sql),
    connect: (url = urlOf("postgres")) => connect(url),
    kill: async () => {
      const children = childrenOf(server.pid()).filter((pid) => pid > 1);
      const ending = server.end("SIGKILL");
      children.forEach(killQuietly);
      await ending;
    },
    halt: () => server.end("SIGINT"),
    copy: (target) => {
      const at = (replicaPort: number) => urlOf("postgres", replicaPort);
      return copyServer({ binaries, user, directory: target, settings, urlOf: at }, at(port));
    },
    start: server.start,
    stop: server.stop,
  };
};

/** Says on standard error that tests are skipped, and why: a missing tool must never look like a pass. */
export const announceSkipped = (tests: string, reason: string): void => {
  process.stderr.write(`\nSKIPPED: ${tests}: ${reason}\n`);
};
