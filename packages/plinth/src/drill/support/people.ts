import { NotApplicableError } from "../drill.ts";
import type { Instance } from "../instance/instance.ts";
import { ask, type Heard } from "./ask.ts";

// plinth-audit-allow secret-in-source: of accounts that live as long as a drill
const PASSWORD = "Correct-Horse7-battery";

/** Somebody who is signed in, in a browser and with a program's tokens. */
export interface Person {
  readonly email: string;
  /** Value of a Cookie header. */
  readonly cookie: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const cookieHeader = ({ cookies }: Heard): string =>
  cookies.map((line) => line.split(";")[0] ?? "").join("; ");

/** Signs in; the answer where that is refused. */
export const signIn = async (url: string, email: string): Promise<Person | Heard> => {
  const body = { email, password: PASSWORD };
  const heard = await ask(`${url}/api/v1/auth/signin`, { method: "POST", body });
  if (heard.status !== 200) return heard;
  const { accessToken, refreshToken } = heard.json;
  return {
    email,
    cookie: cookieHeader(heard),
    accessToken: String(accessToken),
    refreshToken: String(refreshToken),
  };
};

/** Requires accounts of an instance. @throws {NotApplicableError} where it has none. */
export const requireAccounts = ({ modules }: Instance): void => {
  if (modules.includes("credentials") && modules.includes("sessions")) return;
  throw new NotApplicableError("the application has no accounts, so nobody can be signed out");
};

/** Opens accounts and signs each in. @throws {Error} where that is refused. */
export const signUpAll = async (url: string, count: number): Promise<readonly Person[]> => {
  const people: Person[] = [];
  for (let number = 0; number < count; number += 1) {
    const email = `person-${number}@example.com`;
    const body = { email, password: PASSWORD, name: "Somebody" };
    const { status } = await ask(`${url}/api/v1/auth/signup`, { method: "POST", body });
    const person = await signIn(url, email);
    if ("status" in person) {
      throw new Error(`no account could be opened: sign-up ${status}, sign-in ${person.status}`);
    }
    people.push(person);
  }
  return people;
};

/** Status of a call that needs somebody signed in. */
const meStatus = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await ask(`${url}/api/v1/auth/me`, { headers })).status;

/** With the session cookie, as browsers call. */
export const byCookie = (url: string, { cookie }: Person): Promise<number> =>
  meStatus(url, { Cookie: cookie });

/** With an access token, as programs call. */
export const byToken = (
  url: string,
  { accessToken }: Pick<Person, "accessToken">,
): Promise<number> => meStatus(url, { Authorization: `Bearer ${accessToken}` });

/** Exchanges the refresh token; the person with new tokens, or the status of the refusal. */
export const refresh = async (url: string, person: Person): Promise<Person | number> => {
  const body = { refreshToken: person.refreshToken };
  const { status, json } = await ask(`${url}/api/v1/auth/refresh`, { method: "POST", body });
  if (status !== 200) return status;
  const { accessToken, refreshToken } = json;
  return { ...person, accessToken: String(accessToken), refreshToken: String(refreshToken) };
};
