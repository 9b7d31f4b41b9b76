import { readFileSync } from "node:fs";
import type { ClientConfig } from "pg";
import { BootError, type Secret } from "#core";

const DEFAULT_PORT = 5432;
const PLAIN: ReadonlySet<string> = new Set(["", "disable"]);
const VERIFIED: ReadonlySet<string> = new Set(["require", "verify-ca", "verify-full"]);
const PARAMETERS: ReadonlySet<string> = new Set(["sslmode", "sslrootcert", "host"]);

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

/**
 * Reads a connection URL. `host` may name a socket directory. `variable` is where it came from.
 * @throws {BootError} when it is not usable; the message never contains the password.
 */
export const parseDatabaseUrl = (url: Secret, variable = "DATABASE_URL"): ClientConfig => {
  const refuse: Refuse = (reason) =>
    new BootError([`${variable} ${reason}; write postgresql://user:password@host:5432/database.`]);
  const text = url.reveal();
  const parsed = URL.parse(text);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw refuse("is not a PostgreSQL address");
  }
  const unknown = [...parsed.searchParams.keys()].filter((name) => !PARAMETERS.has(name));
  if (unknown.length > 0) {
    throw refuse(`has the unknown parameter ${unknown.join(", ")}`);
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
