import { parseTotpSecret, totpCode, totpStepAt } from "#crypto";
import { BlockedError } from "../../probe.ts";
import type { Answer, Target } from "../../target.ts";
import { findOperation, sessionCookieOf } from "../operations.ts";
import {
  type Account,
  cookieSet,
  hasAccounts,
  type Person,
  requireUnlimited,
  signIn,
  signUp,
  trySignIn,
} from "../people.ts";

const MFA = "/api/v1/auth/mfa";
const BEGIN = `${MFA}/totp/begin`;
const VERIFY = `${MFA}/verify`;
/** Where somebody who is signed in shows again who they are. */
export const STEP_UP = "/api/v1/auth/step-up";

/** Whether test accounts can have a second factor at the target. */
export const hasSecondFactors = (target: Target): boolean =>
  hasAccounts(target) &&
  [BEGIN, VERIFY, STEP_UP].every((path) => findOperation(target, `POST ${path}`) !== undefined);

/** Why probes that need second factors do not apply. */
export const NO_SECOND_FACTORS = "the target documents no second factors";

/** A test account with an authenticator app, in the session in which it was set up. */
export interface Enrolled extends Account {
  readonly factorId: string;
  readonly bearer: string;
  readonly recoveryCodes: readonly string[];
  /**
   * The next code that was not used.
   * @throws {BlockedError} when the codes of these seconds are used up.
   */
  readonly nextCode: () => string;
  /** Six digits that are no code at the moment. */
  readonly wrongCode: () => string;
}

const membersOf = (answer: Answer): Record<string, unknown> =>
  (answer.json ?? {}) as Record<string, unknown>;

const requireOk = (answer: Answer, what: string): Record<string, unknown> => {
  if (requireUnlimited(answer).status === 200) return membersOf(answer);
  throw new BlockedError(`${what} answered ${answer.status}, not 200`);
};

/** Codes of a secret by the target's clock, each given out once. */
const createCodes = (target: Target, secret: Uint8Array) => {
  let last = 0;
  const stepNow = () => totpStepAt(target.clock.now());
  return {
    next: (): string => {
      const step = Math.max(last + 1, stepNow() - 1);
      if (step > stepNow() + 1) throw new BlockedError("the codes of this minute are used up");
      last = step;
      return totpCode(secret, step);
    },
    wrong: (): string => {
      const codes = [-2, -1, 0, 1, 2].map((drift) => totpCode(secret, stepNow() + drift));
      return ["000000", "111111", "222222", "333333", "444444", "555555"].find(
        (code) => !codes.includes(code),
      ) as string;
    },
  };
};

/**
 * Makes a test account with an authenticator app.
 * @throws {BlockedError} when the target does not let it.
 */
export const enrol = async (target: Target): Promise<Enrolled> => {
  const account = await signUp(target);
  const person = await signIn(target, account);
  const asPerson = { headers: { Authorization: person.bearer }, method: "POST" };
  const begun = requireOk(
    await target.visitor().ask(BEGIN, { ...asPerson, body: { name: "Audit" } }),
    "setting up an app",
  );
  const codes = createCodes(target, parseTotpSecret(String(begun["secret"])));
  const confirmed = requireOk(
    await target.visitor().ask(`${MFA}/totp/confirm`, {
      ...asPerson,
      body: { id: begun["id"], code: codes.next() },
    }),
    "confirming an app",
  );
  return {
    ...account,
    factorId: String(begun["id"]),
    bearer: `Bearer ${String(confirmed["accessToken"])}`,
    recoveryCodes: (confirmed["recoveryCodes"] ?? []) as readonly string[],
    nextCode: codes.next,
    wrongCode: codes.wrong,
  };
};

/**
 * Passes the first step of a sign-in.
 * @throws {BlockedError} when no second factor is asked for.
 */
export const firstStep = async (target: Target, account: Account): Promise<string> => {
  const answer = requireUnlimited(await trySignIn(target, account));
  const challenge = membersOf(answer)["challenge"];
  if (answer.status === 202 && typeof challenge === "string") return challenge;
  throw new BlockedError(`the first step of a sign-in answered ${answer.status}, not 202`);
};

/** Tries the second step, from an address of its own. */
export const secondStep = (
  target: Target,
  step: {
    readonly challenge: string;
    readonly method: "totp" | "recovery";
    readonly code: string;
    readonly remember?: boolean;
  },
): Promise<Answer> => target.visitor().ask(VERIFY, { method: "POST", body: step, isPatient: true });

/** Shows something again in a session, from an address of its own. */
export const stepUp = (
  target: Target,
  bearer: string,
  body: { readonly method: string; readonly secret: string },
): Promise<Answer> =>
  target.visitor().ask(STEP_UP, { method: "POST", headers: { Authorization: bearer }, body });

/** Removes an app. */
export const removeFactor = (target: Target, bearer: string, id: string): Promise<Answer> =>
  target.visitor().ask(`${MFA}/totp/${id}`, {
    method: "DELETE",
    headers: { Authorization: bearer },
  });

/** "Bearer …" of an answer that gives an access token. */
export const bearerOf = (answer: Answer): string =>
  `Bearer ${String(membersOf(answer)["accessToken"] ?? "")}`;

/** "name=value" of the session cookie that an answer sets. */
export const sessionCookieSet = (target: Target, answer: Answer): Person["cookie"] => {
  const name = sessionCookieOf(target) ?? "";
  return `${name}=${cookieSet(answer, name) ?? ""}`;
};
