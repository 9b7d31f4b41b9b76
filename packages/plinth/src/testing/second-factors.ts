import { AppError } from "#core";
import { parseTotpSecret, totpCode, totpStepAt } from "#crypto";
import type { AccountRow } from "#modules/accounts";
import type { SecondFactorChallenge } from "#modules/mfa";
import type { PreparedSession } from "#modules/sessions";
import type { Identity } from "./identity.ts";

/** Where the requests of these tests come from. */
export const ORIGIN = { requestId: "request-1", clientAddress: "192.0.2.7", agent: "Browser/1" };

/** A person with an authenticator app. */
export interface Person {
  readonly account: AccountRow;
  /** The session in which the app was set up. */
  readonly session: PreparedSession;
  /** Its new cookie. */
  readonly cookie: string;
  readonly sessionId: string;
  readonly factorId: string;
  readonly secret: Uint8Array;
  readonly recoveryCodes: readonly string[];
  /** The code of a step relative to now. */
  readonly code: (drift?: number) => string;
}

/** Sets up an authenticator app in a session of the account. */
export const addFactor = async (
  identity: Identity,
  account: AccountRow,
  sessionId: string,
  name = "Phone",
) => {
  const { mfa, clock } = identity;
  const owner = { accountId: account.id, sessionId, origin: ORIGIN };
  const setup = await mfa.begin(owner, name);
  const secret = parseTotpSecret(setup.secret);
  const codeOf = (drift = 0) => totpCode(secret, totpStepAt(clock.now()) + drift);
  const confirmed = await mfa.confirm(owner, setup.id, codeOf());
  return { setup, secret, confirmed, code: codeOf };
};

/** A new account with an authenticator app; a minute later, so that the next code is a new one. */
export const addPerson = async (
  identity: Identity,
  account: Partial<AccountRow> = {},
): Promise<Person> => {
  const row = await identity.addAccount(account);
  const session = await identity.addSession(row);
  const { setup, secret, confirmed, code } = await addFactor(identity, row, session.row.id);
  identity.clock.advance(60_000);
  const after = await identity.accounts.find(row.id);
  if (after === undefined) throw new Error("the account is gone");
  return {
    account: after,
    session,
    cookie: confirmed.session.cookie,
    sessionId: confirmed.session.sessionId,
    factorId: setup.id,
    secret,
    recoveryCodes: confirmed.recoveryCodes,
    code,
  };
};

/** The challenge after a right password; the account as it is now. */
export const challengeFor = async (
  identity: Identity,
  accountId: string,
  options: { readonly deviceId?: string; readonly remembered?: string } = {},
): Promise<SecondFactorChallenge> => {
  const account = await identity.accounts.find(accountId);
  if (account === undefined) throw new Error("the account is gone");
  const next = await identity.mfa.next({
    account,
    firstFactor: "password",
    deviceId: options.deviceId,
    remembered: options.remembered,
    origin: ORIGIN,
  });
  if (next.kind !== "challenge") throw new Error("no second factor was asked for");
  return next;
};

/** The second step of a sign-in. */
export const verify = (
  identity: Identity,
  challenge: string,
  code: string,
  more: Partial<Parameters<Identity["mfa"]["verify"]>[0]> = {},
) =>
  identity.mfa.verify({
    challenge,
    method: code.includes("-") ? "recovery" : "totp",
    code,
    remember: false,
    remembered: undefined,
    device: undefined,
    cookie: undefined,
    origin: ORIGIN,
    ...more,
  });

/** The code of a refusal; "in" where there was none. */
export const outcomeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "in",
    (fault: unknown) => (fault instanceof AppError ? fault.code : String(fault)),
  );

/** A code that is not right at the moment. */
export const wrongCode = (person: Pick<Person, "code">): string => {
  const right = [-1, 0, 1].map(person.code);
  return ["000000", "111111", "222222", "333333"].find((code) => !right.includes(code)) ?? "";
};
