import { randomBytes } from "node:crypto";

/** Where the throwaway instance is told that browsers find it. */
const PUBLIC_URL = "https://throwaway.example";

const newSecret = (): string => randomBytes(48).toString("base64url");

/** Headers of a request that comes through the proxy which the settings name. */
export const FORWARDED: Readonly<Record<string, string>> = {
  "X-Forwarded-For": "203.0.113.7",
  "X-Forwarded-Proto": "https",
};

/**
 * Settings of a throwaway instance: the production profile with keys of its own, on a port that the
 * caller names, behind a proxy on this machine. Nothing of them comes from the environment of whoever
 * measures, so that two runs have the same; `extra` are for applications that ask for more.
 */
export const throwawaySettings = (options: {
  readonly directory: string;
  readonly port: number;
  readonly extra: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> => ({
  PLINTH_ENV: "production",
  PLINTH_DATA: options.directory,
  HOST: "127.0.0.1",
  PORT: String(options.port),
  PUBLIC_URL,
  SECRET_KEY: newSecret(),
  JWT_SECRET_KEY: newSecret(),
  // Nobody listens there: nothing is ever sent.
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "nobody@throwaway.example",
  TRUSTED_PROXIES: '["127.0.0.0/8"]',
  // What is measured is the work, not how often callers connect.
  MAX_REQUESTS_PER_CONNECTION: "0",
  MAX_CONNECTIONS_PER_ADDRESS: "16384",
  RATE_LIMIT_PER_MINUTE: "1000000",
  RATE_LIMIT_PER_HOUR: "10000000",
  // What is thrown away is not kept.
  BACKUP_DIRECTORY: "off",
  ...options.extra,
});
