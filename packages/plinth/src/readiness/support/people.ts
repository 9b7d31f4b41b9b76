import { BlockedError } from "../probe.ts";
import type { Answer, Target } from "../target.ts";
import { findOperation, sessionCookieOf } from "./operations.ts";
import { SAMPLE_PASSWORD } from "./samples.ts";

const SIGN_UP = "/api/v1/auth/signup";
/** Where people sign in. */
export const SIGN_IN = "/api/v1/auth/signin";
/** Tells who calls: a guarded route that every signed-in caller may read. */
export const ME = "/api/v1/auth/me";

/** A test account. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/** A signed-in test account. */
export interface Person extends Account {
  /** "name=value" of the session cookie. */
  readonly cookie: string;
  /** "Bearer …" */
  readonly bearer: string;
  readonly refreshToken: string;
  /** The answer to the sign-in. */
  readonly signedIn: Answer;
}

/** Whether the target lets test accounts be made. */
export const hasAccounts = (target: Target): boolean =>
  ["POST /api/v1/auth/signup", "POST /api/v1/auth/signin", "GET /api/v1/auth/me"].every(
    (name) => findOperation(target, name) !== undefined,
  ) && sessionCookieOf(target) !== undefined;

/** Why probes that need people do not apply. */
export const NO_ACCOUNTS = "the target documents no sign-up, sign-in and account";

const requireStatus = (answer: Answer, status: number, what: string): Answer => {
  if (answer.status === status) return answer;
  throw new BlockedError(`${what} answered ${answer.status}, not ${status}`);
};

/** The value that an answer sets for a cookie; undefined when it sets none. */
export const cookieSet = (answer: Answer, name: string): string | undefined => {
  const line = answer.cookies.find((cookie) => cookie.startsWith(`${name}=`));
  return line?.slice(name.length + 1).split(";")[0];
};

/**
 * An answer that is not a limit's.
 * @throws {BlockedError} when a limit answered in the place of what was to be looked at.
 */
export const requireUnlimited = (answer: Answer): Answer => {
  if (answer.status !== 429) return answer;
  const { method, path } = answer.asked;
  const seconds = answer.headers.get("retry-after") ?? "?";
  throw new BlockedError(`${method} ${path} is limited for ${seconds} s more`);
};

/**
 * Makes a test account, from an address of its own.
 * @throws {BlockedError} when the target does not let it.
 */
export const signUp = async (target: Target): Promise<Account> => {
  const email = `${target.unique("audit")}@example.com`;
  const password = SAMPLE_PASSWORD;
  const body = { email, password, name: "Audit" };
  const ask = { method: "POST", body, isPatient: true };
  requireStatus(requireUnlimited(await target.visitor().ask(SIGN_UP, ask)), 201, "sign-up");
  return { email, password };
};

/**
 * A test account whose password nobody changes and whom nobody locks. Where sign-ups are scarce,
 * because all come from one address, probes share it.
 */
export const someAccount = (target: Target, name = "one"): Promise<Account> =>
  target.hasVisitors ? signUp(target) : target.remember(`account ${name}`, () => signUp(target));

/** Tries to sign in, from an address of its own. */
export const trySignIn = (
  target: Target,
  { email, password }: Account,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  target
    .visitor()
    .ask(SIGN_IN, { method: "POST", body: { email, password }, headers, isPatient: true });

/** @throws {BlockedError} when it does not succeed. */
export const signIn = async (
  target: Target,
  account: Account,
  headers: Readonly<Record<string, string>> = {},
): Promise<Person> => {
  const signedIn = requireStatus(
    requireUnlimited(await trySignIn(target, account, headers)),
    200,
    "sign-in",
  );
  const name = sessionCookieOf(target) ?? "";
  const tokens = (signedIn.json ?? {}) as { accessToken?: string; refreshToken?: string };
  return {
    ...account,
    cookie: `${name}=${cookieSet(signedIn, name) ?? ""}`,
    bearer: `Bearer ${tokens.accessToken ?? ""}`,
    refreshToken: tokens.refreshToken ?? "",
    signedIn,
  };
};

/** A signed-in test account, for probes that end no session; shared where sign-ins are scarce. */
export const createPerson = (target: Target, name = "one"): Promise<Person> => {
  const make = async () => signIn(target, await someAccount(target, name));
  return target.hasVisitors ? make() : target.remember(`person ${name}`, make);
};

/** A session that no other probe uses. */
export const createOwnSession = async (target: Target): Promise<Person> =>
  signIn(target, await someAccount(target));

/** The token that state changes by a cookie need. */
export const csrfTokenOf = async (target: Target, { cookie }: Person): Promise<string> => {
  const answer = await target.ask("/api/csrf-token", { headers: { Cookie: cookie } });
  const { token } = (requireStatus(answer, 200, "the CSRF token").json ?? {}) as { token?: string };
  return token ?? "";
};
