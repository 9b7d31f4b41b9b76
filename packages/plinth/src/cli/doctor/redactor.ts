import { homedir } from "node:os";
import type { Config } from "#config";
import { Secret, trimEndWhile } from "#core";
import { isSensitiveName, redactText } from "#telemetry";

/** What stands where a secret stood. */
const HIDDEN = "[redacted]";
/** Shorter values would hide half of every text, and guess-work finds them anyway. */
const SHORTEST = 5;
/** Longest piece that is searched at once. */
const PIECE = 4_000;

const isLocalPart = (character: string): boolean => /[\w.+-]/.test(character);

/**
 * Takes the local parts of mail addresses out: from each @ that a domain follows backwards, so that
 * no long word is begun at every letter.
 */
const hideAddresses = (text: string): string =>
  text
    .split("@")
    .map((part, index, parts) =>
      /^[\w-]{1,63}\.[\w-]/.test(parts[index + 1] ?? "")
        ? `${trimEndWhile(part, isLocalPart)}…`
        : part,
    )
    .join("@");

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

const unquoted = (value: string): string => {
  const isQuoted = /^["']/.test(value) && value.length > 1 && value.endsWith(value.charAt(0));
  return isQuoted ? value.slice(1, -1) : value;
};

/** Values of an environment file, whatever else may be wrong with it. */
const valuesOf = (file: string): readonly (readonly [string, string])[] =>
  file.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    const name = line
      .slice(0, Math.max(0, at))
      .trim()
      .replace(/^export\s/, "")
      .trim();
    const value = line.slice(at + 1).trim();
    return /^[A-Za-z_]\w*$/.test(name) ? [[name, unquoted(value)] as const] : [];
  });

const formsOf = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  trimEndWhile(Buffer.from(secret).toString("base64"), (character) => character === "="),
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
    const safe = pieces.map(redactText).join("");
    const unnamed = hideAddresses(safe);
    return home.length > 1 ? unnamed.replaceAll(home, "~") : unnamed;
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
