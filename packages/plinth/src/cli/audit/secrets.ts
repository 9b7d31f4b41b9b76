import { createInterface } from "node:readline";
import type { TargetOptions } from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";

type Credentials = NonNullable<TargetOptions["credentials"]>;

/** Longest wait for a password on standard input, in milliseconds. */
const STDIN_MS = 10_000;

const firstLine = async (input: NodeJS.ReadStream): Promise<string | undefined> => {
  if (input.isTTY) return undefined;
  const lines = createInterface({ input });
  const timer = setTimeout(() => lines.close(), STDIN_MS);
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    clearTimeout(timer);
    lines.close();
    input.pause();
  }
};

/** What others see of a command line is no place for a secret; the environment is a better one. */
const fromEither = (
  given: Arguments,
  terminal: Terminal,
  flag: string,
  variable: string,
): string | undefined => {
  const text = given.text(flag);
  if (text !== "-") return text;
  const value = terminal.environment[variable];
  if (value === undefined || value === "") {
    throw new UsageError(`--${flag} - takes the value of ${variable}, which is not set`);
  }
  return value;
};

const requireField = (flag: string, value: string | undefined): void => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no header field may hold them.
  if (value !== undefined && /[\u0000-\u001f\u007f]/.test(value)) {
    throw new UsageError(`--${flag} has control characters in it`);
  }
};

const readSignIn = async (
  given: Arguments,
  { environment }: Terminal,
): Promise<Credentials["signIn"]> => {
  const text = given.text("signin");
  if (text === undefined) return undefined;
  const colon = text.indexOf(":");
  const email = colon < 0 ? text : text.slice(0, colon);
  const password =
    colon < 0
      ? (environment["PLINTH_AUDIT_PASSWORD"] ?? (await firstLine(process.stdin)))
      : text.slice(colon + 1);
  if (email === "" || password === undefined || password === "") {
    throw new UsageError(
      "--signin is an address; its password comes from PLINTH_AUDIT_PASSWORD or standard input",
    );
  }
  return { email, password };
};

/**
 * Who the audit is to be, besides a stranger. "-" takes a value from the environment, where other
 * people on this machine do not see it.
 * @throws {UsageError} when something is missing; no sentence shows a secret.
 */
export const readCredentials = async (
  given: Arguments,
  terminal: Terminal,
): Promise<Credentials> => {
  const cookie = fromEither(given, terminal, "cookie", "PLINTH_AUDIT_COOKIE");
  const bearer = fromEither(given, terminal, "bearer", "PLINTH_AUDIT_BEARER");
  requireField("cookie", cookie);
  requireField("bearer", bearer);
  const signIn = await readSignIn(given, terminal);
  return {
    ...(cookie === undefined ? {} : { cookie }),
    ...(bearer === undefined ? {} : { bearer }),
    ...(signIn === undefined ? {} : { signIn }),
  };
};
