import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";

let identity: Identity;
let count = 0;
const freshEmail = (): string => `reader-${++count}@example.org`;
beforeAll(async () => {
  const say = () => undefined;
  identity = await startIdentity({
    languages: { de: { say }, ar: { locale: "ar-u-nu-latn", isRightToLeft: true, say } },
  });
});
afterAll(() => identity.app.stop());

const call = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const response = await identity.app.fetch(path, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

/** Somebody who signed up from a page in a language, and is signed in. */
const signUp = async (acceptLanguage: string) => {
  // Beyond the limit of sign-ups a minute.
  identity.clock.advance(60_000);
  const email = freshEmail();
  const who = { email, password: GOOD_PASSWORD };
  const headers = { "Accept-Language": acceptLanguage };
  expect((await call("POST", "/api/v1/auth/signup", who, headers)).status).toBe(201);
  const { json } = await call("POST", "/api/v1/auth/signin", who);
  return { ...who, bearer: { Authorization: `Bearer ${String(json["accessToken"])}` } };
};
const subjects = async (email: string): Promise<readonly string[]> =>
  (await identity.mailsTo(email)).map(({ subject }) => subject);
const languageOf = async (bearer: Record<string, string>) =>
  (await call("GET", "/api/v1/auth/me", undefined, bearer)).json["user"];

describe("P-114: the account keeps the language of its reader", () => {
  it("from the page or browser of the sign-up, and its mails are in it", async () => {
    const anna = await signUp("de-AT,de;q=0.9,en;q=0.5");
    expect(await languageOf(anna.bearer)).toMatchObject({ language: "de" });
    expect(await subjects(anna.email)).toEqual(["Bestätige deine E-Mail-Adresse für Test"]);
    const omar = await signUp("ar");
    const [mail] = await identity.mailsTo(omar.email);
    expect(mail?.html).toContain('<html lang="ar" dir="rtl">');
    expect(mail?.html).toContain("افتح الرابط");
    const ann = await signUp("fr, *");
    expect(await languageOf(ann.bearer)).toMatchObject({ language: null });
    expect(await subjects(ann.email)).toEqual(["Confirm your e-mail address for Test"]);
  });

  it("answers a known address in the language of whoever asks, as a new one", async () => {
    const { email, password } = await signUp("de");
    await call("POST", "/api/v1/auth/signup", { email, password }, { "Accept-Language": "de" });
    expect(await subjects(email)).toContain("Du hast schon ein Konto bei Test");
  });

  it("until its owner chooses another, of those that there are", async () => {
    const { email, bearer } = await signUp("de");
    const choose = (body: unknown) => call("PATCH", "/api/v1/auth/me", body, bearer);
    for (const body of [{ language: "fr" }, { language: "" }, { language: null }, {}]) {
      expect([body, (await choose(body)).status]).toEqual([body, 400]);
    }
    expect((await choose({ language: "ar" })).json["user"]).toMatchObject({ language: "ar" });
    expect((await choose({ name: "Robin" })).json["user"]).toMatchObject({
      ...{ language: "ar", name: "Robin" },
    });
    await call("POST", "/api/v1/auth/password/forgot", { email });
    await expect.poll(() => subjects(email)).toContain("عيّن كلمة مرور جديدة في Test");
  });

  it("PRIV-02: it is in what the owner is given", async () => {
    const account = await identity.addAccount();
    await identity.accounts.correct(account.id, { language: "de" });
    const table = identity.accounts.personalData.find((one) => one.table === "accounts");
    expect(await table?.export(account.id)).toMatchObject([{ language: "de" }]);
  });
});
