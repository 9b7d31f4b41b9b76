import type { Answer, Ask } from "../target.ts";

/** Where Plinth applications sign people in. */
const SIGN_IN = "/api/v1/auth/signin";

/** Who the audit may be, besides a stranger. */
export interface Credentials {
  /** "name=value; …" as a browser sends it. */
  readonly cookie?: string;
  /** A token, without the word Bearer. */
  readonly bearer?: string;
  /** An account to sign in with. */
  readonly signIn?: { readonly email: string; readonly password: string };
}

/** The header fields of somebody signed in. */
export type SignedIn = Readonly<Record<string, string>>;

const cookiesOf = ({ cookies }: Answer): string =>
  cookies.map((cookie) => cookie.split(";")[0]).join("; ");

const tokenOf = ({ json }: Answer): string | undefined => {
  const token = (json as { accessToken?: unknown } | null | undefined)?.accessToken;
  return typeof token === "string" ? token : undefined;
};

/**
 * What requests of somebody signed in carry; undefined where nobody is given.
 * @throws {Error} when the sign-in fails; the sentence tells the status and no secret.
 */
export const signedInAs = async (
  { cookie, bearer, signIn }: Credentials,
  ask: (path: string, ask: Ask) => Promise<Answer>,
): Promise<SignedIn | undefined> => {
  const given: SignedIn = {
    ...(cookie === undefined ? {} : { Cookie: cookie }),
    ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
  };
  if (signIn === undefined) return Object.keys(given).length === 0 ? undefined : given;
  const answer = await ask(SIGN_IN, { method: "POST", body: signIn, isPatient: true });
  if (answer.status !== 200) {
    throw new Error(`POST ${SIGN_IN} of ${signIn.email} answered ${answer.status}, not 200`);
  }
  const set = cookiesOf(answer);
  if (set !== "") return { ...given, Cookie: cookie === undefined ? set : `${cookie}; ${set}` };
  const token = tokenOf(answer);
  if (token !== undefined) return { ...given, Authorization: `Bearer ${token}` };
  throw new Error(`POST ${SIGN_IN} of ${signIn.email} gave neither a cookie nor a token`);
};

/** Shorter values are too common to be taken out of texts. */
const LEAST = 6;

/** Everything in credentials that no report may show. */
export const secretsOf = (
  { cookie, bearer, signIn }: Credentials,
  fields: SignedIn | undefined,
): readonly string[] => {
  const cookies = [cookie, fields?.["Cookie"]]
    .filter((one) => one !== undefined)
    .flatMap((one) => [one, ...one.split("; ").map((pair) => pair.slice(pair.indexOf("=") + 1))]);
  const token = fields?.["Authorization"]?.replace("Bearer ", "");
  return [...cookies, bearer, token, signIn?.password]
    .filter((one) => one !== undefined)
    .filter((one) => one.length >= LEAST)
    .flatMap((one) => [one, encodeURIComponent(one)])
    .toSorted((a, b) => b.length - a.length);
};

/** A text without secrets. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => left.replaceAll(secret, "…"), text);
