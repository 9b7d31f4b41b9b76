import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig, PROFILES } from "#config";
import { BootError } from "#core";

/** What a slot is told by the front. */
export interface SlotSettings {
  readonly environment: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDirectory: string;
  readonly publicUrl: string;
  readonly port: number;
  /** Names of settings that are to be as if nobody had set them. */
  readonly without?: readonly string[];
}

/** Over a copy of the data nothing is backed up, so nothing is copied from there either. */
export const NOT_IN_REHEARSALS = [
  "BACKUP_COPY_TO",
  "BACKUP_S3_URL",
  "BACKUP_S3_REGION",
  "BACKUP_S3_ACCESS_KEY",
  "BACKUP_S3_SECRET_KEY",
] as const;

/** The front speaks TLS and sends callers there; a slot hears from the front alone. */
const OF_THE_FRONT = ["TLS_CERT", "TLS_KEY", "HTTP_REDIRECT_PORT"] as const;
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

const isProfile = (name: string): boolean => (PROFILES as readonly string[]).includes(name);

/** The settings file of an environment: `.env` where it has none of its own; undefined for neither. */
const fileOf = (directory: string, environment: string): string | undefined => {
  const own = join(directory, `.env.${environment}`);
  if (existsSync(own)) return own;
  if (!isProfile(environment)) {
    throw new BootError([
      `there is no environment ${environment}: neither ${PROFILES.join(", ")} nor a file ${own}`,
    ]);
  }
  const common = join(directory, ".env");
  return existsSync(common) ? common : undefined;
};

const withoutLines = (text: string, names: readonly string[]): string =>
  text
    .split("\n")
    .filter(
      (line) =>
        !names.some((name) => line.replace(/^\s*(?:export\s+)?/, "").startsWith(`${name}=`)),
    )
    .join("\n");

/** Where the settings are read from, some names left out. */
const sourcesOf = (
  { directory, environment, env }: Pick<SlotSettings, "directory" | "environment" | "env">,
  without: readonly string[],
) => {
  const file = fileOf(directory, environment);
  return {
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !without.includes(name))),
    ...(file === undefined
      ? {}
      : { envFile: withoutLines(readFileSync(file, "utf8"), without), envFilePath: file }),
  };
};

/** What is asked for of an environment. */
type Asked = Pick<SlotSettings, "environment" | "directory" | "env" | "without"> & {
  readonly dataDirectory?: string;
};

/**
 * The settings of an environment as its release has them (CFG-05).
 * @throws {BootError} naming every fault together, or that there is no such environment.
 */
export const environmentSettings = (asked: Asked): Config => {
  const { environment, dataDirectory, without = [] } = asked;
  if (!NAME.test(environment)) {
    throw new BootError(["an environment is named by small letters, digits and hyphens"]);
  }
  return loadConfig({
    ...sourcesOf(asked, without),
    flags: {
      ...(dataDirectory === undefined ? {} : { PLINTH_DATA: dataDirectory }),
      ...(isProfile(environment) ? { PLINTH_ENV: environment } : {}),
    },
  });
};

/** The same for a slot: behind the front, on a port of this machine. */
export const slotSettings = (asked: SlotSettings): Config => {
  const own = environmentSettings(asked);
  const without: readonly string[] = [...OF_THE_FRONT, ...(asked.without ?? [])];
  const config = loadConfig({
    ...sourcesOf(asked, without),
    flags: {
      PLINTH_ENV: own.profile,
      PLINTH_DATA: asked.dataDirectory,
      HOST: "127.0.0.1",
      PORT: String(asked.port),
      PUBLIC_URL: own.given["PUBLIC_URL"] === undefined ? asked.publicUrl : own.server.publicUrl,
      TRUSTED_PROXIES: JSON.stringify([...own.server.trustedProxies, "127.0.0.1"]),
      FORCE_HTTPS: String(own.https.isForced),
      // The front keeps its connections, and has the caps of a listener itself.
      KEEP_ALIVE_TIMEOUT: "3600",
      MAX_REQUESTS_PER_CONNECTION: "0",
      MAX_CONNECTIONS_PER_ADDRESS: "0",
    },
  });
  // What was left out on purpose is no drift from the file (CFG-08).
  const effective = config.effective.filter(({ name }) => !without.includes(name));
  return Object.freeze({ ...config, effective });
};
