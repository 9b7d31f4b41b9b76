import { readFileSync } from "node:fs";
import type { ClientConfig } from "pg";
import { BootError, type Secret, splitServers } from "#core";

const DEFAULT_PORT = 5432;
const PLAIN: ReadonlySet<string> = new Set(["", "disable"]);
const VERIFIED: ReadonlySet<string> = new Set(["require", "verify-ca", "verify-full"]);
const PARAMETERS: ReadonlySet<string> = new Set([
  "sslmode",
  "sslrootcert",
  "host",
  "target_session_attrs",
]);
/** Only what changes rows can be asked for; the others would make a standby of the primary. */
const ATTRIBUTES: ReadonlySet<string> = new Set(["read-write", "primary"]);

type Refuse = (reason: string) => BootError;

/**
 * TLS always verifies certificate and host name; the modes that encrypt without knowing to whom are
 * refused. Given as an object because the meaning of the modes in pg's URLs is changing.
 */
const tlsOf = (parameters: URLSearchParams, refuse: Refuse): ClientConfig["ssl"] => {
  const mode = parameters.get("sslmode") ?? "";
  if (PLAIN.has(mode)) {
    return false;
  }
  if (!VERIFIED.has(mode)) {
    throw refuse(`has sslmode=${mode}, which protects nothing; use verify-full or disable`);
  }
  const path = parameters.get("sslrootcert");
  if (path === null) {
    return { rejectUnauthorized: true };
  }
  try {
    return { rejectUnauthorized: true, ca: readFileSync(path, "utf8") };
  } catch {
    throw refuse(`names the certificate ${path}, which cannot be read`);
  }
};

const withoutEscapes = (text: string, refuse: Refuse): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("has percent escapes that mean nothing");
  }
};

const parseServer = (text: string, refuse: Refuse): ClientConfig => {
  const parsed = URL.parse(text);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw refuse("is not a PostgreSQL address");
  }
  const unknown = [...parsed.searchParams.keys()].filter((name) => !PARAMETERS.has(name));
  if (unknown.length > 0) {
    throw refuse(`has the unknown parameter ${unknown.join(", ")}`);
  }
  const attributes = parsed.searchParams.get("target_session_attrs") ?? "read-write";
  if (!ATTRIBUTES.has(attributes)) {
    throw refuse(
      `has target_session_attrs=${attributes}, and nothing could be written; use read-write`,
    );
  }
  const database = withoutEscapes(parsed.pathname.slice(1), refuse);
  const host = parsed.searchParams.get("host") ?? parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  if (database === "" || parsed.username === "" || host === "") {
    throw refuse("must name a user, a host and a database");
  }
  return {
    host,
    port: parsed.port === "" ? DEFAULT_PORT : Number(parsed.port),
    user: withoutEscapes(parsed.username, refuse),
    password: withoutEscapes(parsed.password, refuse),
    database,
    ssl: tlsOf(parsed.searchParams, refuse),
  };
};

/** One server that a URL names. */
export interface DatabaseServer {
  /** "host:port", for people and for comparisons. */
  readonly name: string;
  readonly config: ClientConfig;
}

/**
 * Reads a connection URL, which may name several servers of one database, divided by commas. `host`
 * may name a socket directory. `variable` is where it came from.
 * @throws {BootError} when it is not usable; the message never contains the password.
 */
export const parseDatabaseServers = (
  url: Secret,
  variable = "DATABASE_URL",
): readonly [DatabaseServer, ...DatabaseServer[]] => {
  const refuse: Refuse = (reason) =>
    new BootError([`${variable} ${reason}; write postgresql://user:password@host:5432/database.`]);
  const [first, ...others] = splitServers(url.reveal()).map((text): DatabaseServer => {
    const config = parseServer(text, refuse);
    return { name: `${config.host}:${config.port}`, config };
  });
  if (first === undefined) throw refuse("names no server");
  if (new Set([first, ...others].map(({ name }) => name)).size <= others.length) {
    throw refuse("names a server twice");
  }
  return [first, ...others];
};
