import { readFileSync } from "node:fs";
import type { RedisOptions as ClientOptions } from "ioredis";
import { BootError, type Secret } from "#core";

const DEFAULT_PORT = 6379;
/** Redis has 16 databases unless it is configured for more; the server has the last word. */
const MAX_DATABASE = 1_023;

const refuse = (reason: string): BootError =>
  new BootError([`REDIS_URL ${reason}; write redis://user:password@host:6379/0.`]);

const withoutEscapes = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("has percent escapes that mean nothing");
  }
};

/** TLS always verifies certificate and name; there is no way to switch that off. */
const tlsOf = (host: string, parameters: URLSearchParams): ClientOptions["tls"] => {
  const path = parameters.get("sslrootcert");
  // An address is no server name (RFC 6066 section 3).
  const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  if (path === null) return { ...name, rejectUnauthorized: true };
  try {
    return { ...name, rejectUnauthorized: true, ca: readFileSync(path, "utf8") };
  } catch {
    throw refuse(`names the certificate ${path}, which cannot be read`);
  }
};

/** Where and as whom to connect, as the driver wants it. */
export type RedisAddress = Pick<
  ClientOptions,
  "host" | "port" | "username" | "password" | "db" | "tls"
>;

/**
 * Reads a connection URL: user and password, index of the database and TLS are optional.
 * @throws {BootError} when it is not usable; the message never contains the password.
 */
export const parseRedisUrl = (url: Secret): RedisAddress => {
  const parsed = URL.parse(url.reveal());
  if (parsed === null || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw refuse("is not a Redis address");
  }
  const isTls = parsed.protocol === "rediss:";
  const unknown = [...parsed.searchParams.keys()].filter(
    (name) => !(isTls && name === "sslrootcert"),
  );
  if (unknown.length > 0) throw refuse(`has the unknown parameter ${unknown.join(", ")}`);
  const database = /^\/?(\d{0,4})$/.exec(parsed.pathname)?.[1];
  if (database === undefined || Number(database) > MAX_DATABASE || parsed.hash !== "") {
    throw refuse("must end with the number of a database");
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  const username = withoutEscapes(parsed.username);
  const password = withoutEscapes(parsed.password);
  if (username !== "" && password === "") throw refuse("names a user without a password");
  return {
    host,
    port: parsed.port === "" ? DEFAULT_PORT : Number(parsed.port),
    db: Number(database),
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(isTls ? { tls: tlsOf(host, parsed.searchParams) } : {}),
  };
};
