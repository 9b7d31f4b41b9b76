import { BlockedError } from "../../probe.ts";
import type { Answer, Target } from "../../target.ts";
import { findOperation } from "../operations.ts";
import { hasAccounts, type Person, requireUnlimited, signIn, signUp } from "../people.ts";
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
  type Statement,
} from "./software-authenticator.ts";

const PASSKEYS = "/api/v1/auth/passkeys";
/** Where a sign-in with a passkey begins. */
export const BEGIN = `${PASSKEYS}/signin/begin`;
const FINISH = `${PASSKEYS}/signin/finish`;
const REGISTER = `${PASSKEYS}/register`;

/** Whether test accounts can have passkeys at the target. */
export const hasPasskeys = (target: Target): boolean =>
  hasAccounts(target) &&
  [BEGIN, FINISH, `${REGISTER}/begin`, `${REGISTER}/finish`].every(
    (path) => findOperation(target, `POST ${path}`) !== undefined,
  );

/** Why probes that need passkeys do not apply. */
export const NO_PASSKEYS = "the target documents no passkeys";

/** A test account with a passkey. */
export interface PasskeyOwner {
  readonly person: Person;
  readonly authenticator: SoftwareAuthenticator;
  readonly userHandle: string;
}

/** Options for a browser, as far as they matter here. */
export interface Options {
  readonly challenge?: string;
  readonly rpId?: string;
  readonly rp?: { readonly id?: string };
  readonly user?: { readonly id?: string };
  readonly userVerification?: string;
  readonly allowCredentials?: readonly unknown[];
}

/** The options of an answer; empty where there are none. */
export const optionsOf = ({ json }: Answer): Options =>
  ((json ?? {}) as { readonly options?: Options }).options ?? {};

const requireOk = (answer: Answer, what: string): Answer => {
  if (requireUnlimited(answer).status === 200) return answer;
  const { code } = (answer.json ?? {}) as { readonly code?: string };
  throw new BlockedError(
    code === "PASSKEYS_UNAVAILABLE" || code === "PASSKEY_SETUP_INVALID"
      ? `${what} answered ${code}; is the audited address the PUBLIC_URL, and no IP address?`
      : `${what} answered ${answer.status}, not 200`,
  );
};

/** What a true browser would say: pages of the relying party's name at the audited port. */
const statementFor = (target: Target, options: Options): Statement => {
  const rpId = options.rpId ?? options.rp?.id ?? "";
  const url = new URL(target.url);
  url.hostname = rpId;
  return { challenge: options.challenge ?? "", rpId, origin: url.origin };
};

/**
 * Makes a test account with a passkey.
 * @throws {BlockedError} when the target does not let it.
 */
export const enrolPasskey = async (target: Target): Promise<PasskeyOwner> => {
  const person = await signIn(target, await signUp(target));
  const asPerson = { method: "POST", headers: { Authorization: person.bearer } };
  const begun = requireOk(
    await target.visitor().ask(`${REGISTER}/begin`, asPerson),
    "adding a passkey",
  );
  const options = optionsOf(begun);
  const authenticator = createSoftwareAuthenticator();
  const response = authenticator.attest(statementFor(target, options));
  requireOk(
    await target
      .visitor()
      .ask(`${REGISTER}/finish`, { ...asPerson, body: { response, name: "Audit" } }),
    "adding a passkey",
  );
  return { person, authenticator, userHandle: options.user?.id ?? "" };
};

/**
 * The answer of a passkey to a new sign-in; `untrue` replaces what a true browser would say.
 * @throws {BlockedError} when no sign-in begins.
 */
export const answerWith = async (
  target: Target,
  { authenticator, userHandle }: PasskeyOwner,
  untrue: Partial<Statement> = {},
) => {
  const begun = await target.visitor().ask(BEGIN, { method: "POST", isPatient: true });
  const options = optionsOf(requireOk(begun, "beginning a sign-in"));
  return authenticator.assert({ ...statementFor(target, options), ...untrue }, userHandle);
};

/** Tries to sign in with it, from an address of its own. */
export const finishWith = (target: Target, response: unknown): Promise<Answer> =>
  target.visitor().ask(FINISH, { method: "POST", body: { response }, isPatient: true });
