import { homedir } from "node:os";
import type { Config } from "#config";
import { Secret } from "#core";
import { isSensitiveName, redactText } from "#telemetry";

/** What stands where a secret stood. */
const HIDDEN = "[redacted]";
/** Shorter values would hide half of every text, and guess-work finds them anyway. */
const SHORTEST = 5;
/** Longest piece that is searched at once. */
const PIECE = 4_000;
const ADDRESS = /[\w.+-]{1,64}@(?=[\w-]{1,63}(?:\.[\w-]{1,63})+)/g;

/** Takes secrets out of whatever goes into the bundle. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** Every string of a JSON value, keys included. */
  readonly json: (value: unknown) => unknown;
}

const revealed = (value: unknown, depth = 0): readonly string[] => {
  if (value instanceof Secret) return [value.reveal()];
  if (typeof value !== "object" || value === null || depth > 6) return [];
  return Object.values(value).flatMap((inner) => revealed(inner, depth + 1));
};

/** Passwords of addresses such as postgresql://user:password@host/. */
const credentialsIn = (text: string): readonly string[] => {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  return [password, decodeURIComponent(password)];
};

/** Values of an environment file, whatever else may be wrong with it. */
const valuesOf = (file: string): readonly (readonly [string, string])[] =>
  file.split("\n").flatMap((line) => {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    const [, name, value = ""] = match ?? [];
    return name === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, "$2")] as const];
  });

const formsOf = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(secret).toString("base64url"),
];

/**
 * Builds a redactor that knows every secret of the settings, of the environment and of `.env` by its
 * value, and others by their form (tokens, cookies, `password=…`). Local parts of e-mail addresses and
 * the home directory go too.
 */
export const createRedactor = (options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of `.env`; "" where there is none. */
  readonly envFile: string;
  /** Undefined where the settings are refused. */
  readonly config: Config | undefined;
}): Redactor => {
  const named = [...Object.entries(options.environment), ...valuesOf(options.envFile)];
  const values = named.flatMap(([name, value = ""]) =>
    isSensitiveName(name) ? [value, ...credentialsIn(value)] : credentialsIn(value),
  );
  const secrets = [...values, ...revealed(options.config)].filter(
    (value) => value.length >= SHORTEST,
  );
  // The longest first: one may be a part of another.
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  const home = homedir();
  const known = (text: string): string =>
    forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
  const line = (text: string): string => {
    const pieces = text.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, "g")) ?? [];
    const safe = pieces.map(redactText).join("").replace(ADDRESS, "…@");
    return home.length > 1 ? safe.replaceAll(home, "~") : safe;
  };
  const text = (given: string): string => known(given).split("\n").map(line).join("\n");
  const json = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [known(key), json(inner)]),
    );
  };
  return { text, json };
};
