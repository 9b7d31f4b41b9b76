import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { addDevice, watchDevices } from "../support/passkey-device.ts";

warnWithoutChromium();

/** What a call of the page came to. */
interface Outcome {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test is about
  readonly body: any;
}

const AUTH = "/api/v1/auth";

/**
 * Runs in the page, as its own script would: asks for options, has the browser's own API make or use
 * a passkey, and sends what it gives. `untrue` changes the options on the way.
 */
const ceremony = async (asked: {
  readonly what: "register" | "signin" | "step-up";
  readonly beginAt?: string;
  readonly untrue?: Record<string, unknown>;
  readonly conditional?: boolean;
  readonly keep?: boolean;
}): Promise<Outcome> => {
  const root = "/api/v1/auth/passkeys";
  const post = async (path: string, body?: unknown): Promise<Outcome> => {
    const { token } = await (await fetch("/api/csrf-token")).json();
    const response = await fetch(path, {
      method: "POST",
      headers: {
        "x-csrf-token": token,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const begun = await post(`${root}/${asked.beginAt ?? asked.what}/begin`);
  if (begun.status !== 200) return begun;
  const options = { ...begun.body.options, ...asked.untrue };
  try {
    const credential = (await (asked.what === "register"
      ? navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
          ...(asked.conditional === true ? { mediation: "conditional" as const } : {}),
        }))) as PublicKeyCredential;
    const response = credential.toJSON();
    if (asked.keep === true) return { status: 0, body: response };
    return await post(`${root}/${asked.what}/finish`, { response });
  } catch (fault) {
    return { status: 0, body: { code: (fault as Error).name } };
  }
};

/** Runs in the page: one call with the token of the session. */
const call = async ([method, path, body]: readonly [
  string,
  string,
  unknown?,
]): Promise<Outcome> => {
  const { token } = await (await fetch("/api/csrf-token")).json();
  const response = await fetch(path, {
    method,
    headers: {
      "x-csrf-token": token,
      ...(body === undefined || body === null ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined || body === null ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
};

describe.skipIf(chromiumPath === undefined)("passkeys in a real browser", () => {
  const clock = createManualClock(Date.now());
  let application: TestApplication;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let devices: CDPSession;
  let site: string;
  let people = 0;

  beforeAll(async () => {
    application = await startTestApplication({
      modules: [...identityModules, ...operationsModules],
      web: cibozer.web ?? [],
      clock,
    });
    // Browsers have no passkeys at an IP address; localhost is where the same pages have them.
    site = application.localUrl.replace("127.0.0.1", "localhost");
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
  });
  beforeEach(async () => {
    clock.advance(86_400_000);
    await context?.close();
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // Not the sign-in page: that one asks for passkeys itself.
    await page.goto(`${site}/console/forgot`);
    devices = await watchDevices(page);
  });

  const removeDevice = (authenticatorId: string) =>
    devices.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });

  const asking = (asked: Parameters<typeof ceremony>[0]): Promise<Outcome> =>
    page.evaluate(ceremony, asked);
  const calling = (method: string, path: string, body?: unknown): Promise<Outcome> =>
    page.evaluate(call, [method, path, body] as const);

  const signUp = async (): Promise<string> => {
    people += 1;
    const email = `passkey-${people}@example.org`;
    const { createUser } = application.modules.service("credentials") as {
      readonly createUser: (user: Record<string, unknown>) => Promise<unknown>;
    };
    await createUser({ email, password: PASSWORD, name: "Ann", verified: true });
    const signedIn = await calling("POST", `${AUTH}/signin`, { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
    return email;
  };
  const signOut = async () => {
    expect((await calling("POST", `${AUTH}/signout`)).status).toBe(204);
    expect((await calling("GET", `${AUTH}/me`)).status).toBe(401);
  };
  const list = async () => (await calling("GET", `${AUTH}/passkeys`)).body.passkeys;

  for (const transport of ["internal", "usb"] as const) {
    it(`ID-22: ${transport}: added, named, used to sign in without a name, and removed`, async () => {
      const device = await addDevice(devices, { transport });
      const email = await signUp();
      const added = await asking({ what: "register" });
      expect(added).toMatchObject({ status: 200, body: { passkey: { name: "Passkey" } } });
      const path = `${AUTH}/passkeys/${added.body.passkey.id}`;
      const renamed = await calling("PATCH", path, { name: "Blue key" });
      expect(renamed).toMatchObject({ status: 200, body: { passkey: { name: "Blue key" } } });
      const { credentials } = await devices.send("WebAuthn.getCredentials", {
        authenticatorId: device,
      });
      expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);
      await signOut();
      const signedIn = await asking({ what: "signin" });
      expect(signedIn).toMatchObject({ status: 200, body: { user: { email } } });
      expect((await calling("GET", `${AUTH}/mfa`)).body.assurance).toBe(2);
      expect(await list()).toMatchObject([
        { name: "Blue key", lastUsedAt: new Date(clock.now()).toISOString() },
      ]);
      expect((await calling("DELETE", path)).status).toBe(200);
      expect(await list()).toEqual([]);
      await signOut();
      const refused = await asking({ what: "signin" });
      expect(refused).toMatchObject({ status: 401, body: { code: "PASSKEY_REFUSED" } });
    });
  }

  it("ID-22: offered in the autofill of the address field", async () => {
    await addDevice(devices);
    const email = await signUp();
    await asking({ what: "register" });
    await signOut();
    const isOffered = await page.evaluate(() =>
      PublicKeyCredential.isConditionalMediationAvailable(),
    );
    expect(isOffered).toBe(true);
    const signedIn = await asking({ what: "signin", conditional: true });
    expect(signedIn).toMatchObject({ status: 200, body: { user: { email } } });
  });

  it("ID-22: the same device is not added twice", async () => {
    await addDevice(devices);
    await signUp();
    await asking({ what: "register" });
    const again = await asking({ what: "register" });
    expect(again).toMatchObject({ status: 0, body: { code: "InvalidStateError" } });
  });

  it("ID-22: a security key that checks nobody is neither added nor enough to sign in", async () => {
    const bare = await addDevice(devices, { isVerifying: false, transport: "usb" });
    await signUp();
    const refusedByBrowser = await asking({ what: "register" });
    expect(refusedByBrowser.status).toBe(0);
    const lax = {
      authenticatorSelection: { residentKey: "discouraged", userVerification: "discouraged" },
    };
    const refused = await asking({ what: "register", untrue: lax });
    expect(refused).toMatchObject({ status: 400, body: { code: "PASSKEY_SETUP_INVALID" } });
    await removeDevice(bare);
    const device = await addDevice(devices);
    expect((await asking({ what: "register" })).status).toBe(200);
    await signOut();
    await devices.send("WebAuthn.setUserVerified", {
      authenticatorId: device,
      isUserVerified: false,
    });
    const unverified = await asking({
      what: "signin",
      untrue: { userVerification: "discouraged" },
    });
    expect(unverified).toMatchObject({ status: 401, body: { code: "PASSKEY_REFUSED" } });
  });

  it("ID-22, P-103: an answer signs in once; a copy of it, whenever it comes, does not", async () => {
    await addDevice(devices);
    await signUp();
    await asking({ what: "register" });
    await signOut();
    const kept = await asking({ what: "signin", keep: true });
    const finish = () => calling("POST", `${AUTH}/passkeys/signin/finish`, { response: kept.body });
    expect((await finish()).status).toBe(200);
    expect(await finish()).toMatchObject({ status: 401, body: { code: "PASSKEY_REFUSED" } });
    clock.advance(301_000);
    expect((await finish()).status).toBe(401);
  });

  it("ID-22: a challenge for one thing opens nothing else", async () => {
    await addDevice(devices);
    await signUp();
    await asking({ what: "register" });
    const swapped = await asking({ what: "signin", beginAt: "step-up" });
    expect(swapped).toMatchObject({ status: 401, body: { code: "PASSKEY_REFUSED" } });
    const back = await asking({ what: "step-up", beginAt: "signin" });
    expect(back).toMatchObject({ status: 403, body: { code: "STEP_UP_FAILED" } });
    expect((await asking({ what: "step-up" })).status).toBe(200);
  });

  it("ID-22: what a page of another origin was given signs nobody in", async () => {
    await addDevice(devices);
    await signUp();
    await asking({ what: "register" });
    await signOut();
    // Another port of the same host: the browser lets its pages use the passkey, we do not.
    const foreign = await startTestApplication({ modules: [...identityModules], clock });
    try {
      const { options } = (await calling("POST", `${AUTH}/passkeys/signin/begin`)).body;
      await page.goto(`${foreign.localUrl.replace("127.0.0.1", "localhost")}/api/csrf-token`);
      const response = await page.evaluate(async (given) => {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(given);
        const credential = await navigator.credentials.get({ publicKey });
        return (credential as PublicKeyCredential).toJSON();
      }, options);
      await page.goto(`${site}/console/forgot`);
      const answer = await calling("POST", `${AUTH}/passkeys/signin/finish`, { response });
      expect(answer).toMatchObject({ status: 401, body: { code: "PASSKEY_REFUSED" } });
    } finally {
      await foreign.stop();
    }
  });

  it("ID-22: the last passkey of an account without a password stays", async () => {
    await addDevice(devices);
    const email = await signUp();
    const added = await asking({ what: "register" });
    await application.store
      .write<{ passwords: { account_id: string } }>()
      .deleteFrom("passwords")
      .where("account_id", "=", (await calling("GET", `${AUTH}/me`)).body.user.id)
      .execute();
    const path = `${AUTH}/passkeys/${added.body.passkey.id}`;
    expect(await calling("DELETE", path)).toMatchObject({
      status: 409,
      body: { code: "LAST_FACTOR" },
    });
    await signOut();
    expect((await asking({ what: "signin" })).body.user.email).toBe(email);
  });
});
