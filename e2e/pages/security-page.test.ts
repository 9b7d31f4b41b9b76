import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { createManualClock, type SecurityEventName } from "../../packages/plinth/src/core/index.ts";
import { parseTotpSecret, totpCode, totpStepAt } from "../../packages/plinth/src/crypto/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults } from "../support/accessible-page.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { expectGoodInEveryWidth } from "../support/every-width.ts";
import { addDevice, watchDevices } from "../support/passkey-device.ts";
import { openBrowser, typePassword } from "../support/signing-in.ts";

warnWithoutChromium();

const HOUR = 3_600_000;
const HOSTILE = "<img src=x onerror=document.title='ran'>";
const SECURITY = "/account/security";

let identity: Identity;
let url: string;
let browser: Browser;
const open: { readonly context: BrowserContext; readonly faults: readonly string[] }[] = [];

const addMember = async (name: string): Promise<string> => {
  const email = `${name.toLowerCase()}@example.org`;
  await identity.credentials.createUser({
    email,
    password: PASSWORD,
    name,
    role: "user",
    tier: "free",
    verified: true,
  });
  return email;
};

/** A browser of its own, signed in and at the security page. */
const visit = async (
  email: string,
  options: { readonly prefix?: string; readonly userAgent?: string } = {},
): Promise<Page> => {
  const { prefix = "", ...context } = options;
  const one = await openBrowser(browser, context);
  open.push(one);
  await one.page.goto(`${url}${prefix}/signin?from=${SECURITY}`);
  await typePassword(one.page, email);
  await heading(one.page, "Security");
  return one.page;
};
const heading = (page: Page, name: string) =>
  page.getByRole("heading", { level: 1, name }).waitFor();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const inDialog = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
const keep = async (page: Page, what: string): Promise<void> => {
  await page.getByRole("checkbox", { name: `I have kept the ${what}` }).click({ force: true });
  await inDialog(page, "Done");
  await page.getByRole("dialog").waitFor({ state: "detached" });
};
const activityOf = (page: Page): Promise<string[]> =>
  page
    .getByRole("list", { name: "Recent activity" })
    .getByRole("listitem")
    .locator("p:first-child")
    .allInnerTexts();
const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

/** What an authenticator app shows now, made from what the page says (RFC 6238). */
const codeOf = (secret: string): string =>
  totpCode(parseTotpSecret(secret), totpStepAt(identity.clock.now()));

/** Sets up an app; gives its secret and the recovery codes. */
const setUpApp = async (page: Page, name: string) => {
  await press(page, "Set up an authenticator app");
  await page.getByLabel("Name of the app or device").fill(name);
  await press(page, "Continue");
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await page.getByText("It cannot be scanned?").click();
  const secret = (await page.locator(".secret-text").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code from your app").fill(codeOf(secret));
  await press(page, "Confirm");
  const list = page.getByRole("list", { name: "Recovery codes" });
  await list.waitFor();
  return { secret, codes: await list.getByRole("listitem").allInnerTexts() };
};

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  const names = new Set(["credentials", "accounts", "sessions", "mfa"]);
  identity = await startIdentity({
    clock: createManualClock(Date.now()),
    modules: cibozer.modules.filter(({ name }) => !names.has(name)),
    web: cibozer.web ?? [],
  });
  // Passkeys belong to a name.
  url = identity.app.localUrl.replace("127.0.0.1", "localhost");
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await identity?.app.stop();
});
afterEach(async () => {
  identity?.clock.advance(HOUR);
  const faults = open.flatMap((one) => one.faults);
  for (const { context } of open.splice(0)) await context.close();
  // No page broke its content policy or threw (WEB-04, VAL-13).
  expect(faults).toEqual([]);
});

describe.skipIf(chromiumPath === undefined)("two-step sign-in", () => {
  it("ID-17: an app is set up, asked for at sign-in, remembered, and removed", async () => {
    const email = await addMember("Tova");
    const page = await visit(email);
    const { secret, codes } = await setUpApp(page, "Phone");
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

    // What is shown once does not go away by accident.
    await page.keyboard.press("Escape");
    await page.getByRole("alert").getByText("Keep it first").waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#app").isVisible()).toBe(false);
    expect(await page.locator(".codes").isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
    await keep(page, "codes");
    const twoStep = region(page, "Two-step sign-in");
    await twoStep.getByText("10 of 10 are left").waitFor();

    await page.goto(`${url}/account`);
    await press(page, "Sign out");
    // A code counts once.
    identity.clock.advance(60_000);
    await page.goto(`${url}/signin?from=${SECURITY}`);
    await typePassword(page, email);
    await page.getByLabel("Code from your app").fill(codeOf(secret));
    await page.getByRole("checkbox").click({ force: true });
    await page.locator("form").getByRole("button", { name: "Sign in", exact: true }).click();
    await heading(page, "Security");
    const remembered = page.getByRole("list", { name: "Browsers that are not asked for a code" });
    await remembered.waitFor();

    await page.goto(`${url}/account`);
    await press(page, "Sign out");
    await page.goto(`${url}/signin?from=${SECURITY}`);
    await typePassword(page, email);
    await heading(page, "Security");
    await remembered.getByRole("button").click();
    await inDialog(page, "Ask again");
    await remembered.waitFor({ state: "detached" });

    // One factor was shown: who turns the other off shows it first.
    identity.clock.advance(60_000);
    await press(page, "Remove the app Phone");
    await inDialog(page, "Turn it off");
    const confirm = page.getByRole("dialog", { name: "Confirm that it is you" });
    await confirm.getByLabel("Code from your app").fill(codeOf(secret));
    await confirm.getByRole("button", { name: "Confirm", exact: true }).click();
    await press(page, "Set up an authenticator app");
    await page.keyboard.press("Escape");
    const told = await activityOf(page);
    expect(told).toEqual(
      expect.arrayContaining([
        "Two-step sign-in was turned off",
        "Had a remembered browser asked for a code again",
        "Signed in with password and code of an app",
        "Two-step sign-in was turned on",
      ]),
    );
  });

  it("SES-04: of two browsers one ends the other, from the list", async () => {
    const email = await addMember("Sami");
    const other = await visit(email, { userAgent: "Mozilla/5.0 (iPhone) Version/18.0 Safari/604" });
    const page = await visit(email);
    const devices = page.getByRole("list", { name: "Devices" });
    await devices.getByRole("button", { name: /^Sign out Safari on iPhone/ }).click();
    await inDialog(page, "Sign it out");
    await devices.getByText("Safari on iPhone").waitFor({ state: "detached" });
    // The focus does not fall to nowhere with the button that had it.
    await page.locator("#devices-title:focus").waitFor();
    await other.reload();
    await heading(other, "Sign in");
  });
});

describe.skipIf(chromiumPath === undefined)("API keys", () => {
  it("KEY-01, KEY-02: a key is made, used, replaced and revoked", async () => {
    const page = await visit(await addMember("Keno"));
    const call = async (key: string): Promise<number> =>
      (await createApi(url, key).call("GET", "/api/v1/plans")).status;
    const shown = async (): Promise<string> => {
      await page.getByRole("dialog", { name: "Your new API key" }).waitFor();
      return page.locator(".secret-text").innerText();
    };
    await press(page, "Make an API key");
    await press(page, "Make the key");
    await page.getByText("Choose at least one.").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Home server");
    await page.getByRole("checkbox", { name: "plans: read" }).click({ force: true });
    await page.getByLabel("Own limit").fill("60");
    await press(page, "Make the key");
    const first = await shown();
    await keep(page, "key");
    expect(await call(first)).toBe(200);
    const answer = await createApi(url, first).call("POST", "/api/v1/plans", {
      days: 1,
      kcal: 2000,
    });
    expect(answer.status).toBe(403);
    const list = page.getByRole("list", { name: "API keys" });
    const words = await list.innerText();
    expect(words).toContain("60 calls a minute");
    expect(words).not.toContain(first);

    await press(page, "Replace the key Home server");
    await inDialog(page, "Make the new key");
    const second = await shown();
    await keep(page, "key");
    expect([await call(first), await call(second)]).toEqual([200, 200]);
    await list.getByText("Replaced").waitFor();
    for (const _ of [first, second]) {
      const before = await list.getByRole("listitem").count();
      await list
        .getByRole("button", { name: /^Revoke the key/ })
        .first()
        .click();
      await inDialog(page, "Revoke the key");
      await page.waitForFunction(
        (count) => document.querySelectorAll("#keys [aria-label='API keys'] > li").length < count,
        before,
      );
    }
    expect([await call(first), await call(second)]).toEqual([401, 401]);
    await region(page, "API keys").getByText("You have none.").waitFor();
    await page.reload();
    await page.getByRole("list", { name: "Recent activity" }).waitFor();
    expect(await activityOf(page)).toEqual(
      expect.arrayContaining(["Revoked an API key", "Replaced an API key", "Made an API key"]),
    );
  });
});

describe.skipIf(chromiumPath === undefined)("what others wrote", () => {
  it("P-029: names of keys, apps, passkeys and browsers run nothing", async () => {
    const email = await addMember("Hosta");
    const page = await visit(email, { userAgent: `Mozilla/5.0 ${HOSTILE} (X11; Linux)` });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await setUpApp(page, HOSTILE);
    await keep(page, "codes");
    await addDevice(await watchDevices(page));
    await press(page, "Add a passkey");
    await page.getByRole("textbox", { name: "Name" }).fill(HOSTILE);
    await press(page, "Add it");
    await page.getByRole("list", { name: "Passkeys" }).getByText(HOSTILE).waitFor();
    await press(page, "Make an API key");
    await page.getByRole("textbox", { name: "Name" }).fill(HOSTILE);
    await page.getByRole("checkbox", { name: "plans: read" }).click({ force: true });
    await press(page, "Make the key");
    await keep(page, "key");
    identity.app.events.emit("security", {
      // No name of the catalogue: what a fault of ours might announce stays text too.
      name: `${HOSTILE}.failed` as SecurityEventName,
      severity: "warning",
      subject: (await identity.accounts.findByEmail(email))?.id ?? "",
      agent: HOSTILE,
      clientAddress: HOSTILE,
    });
    for (const path of [SECURITY, `/console${SECURITY}`]) {
      await page.goto(url + path);
      await page.getByRole("list", { name: "Recent activity" }).waitFor();
      const list = page.getByRole("list", { name: "API keys" });
      await list.waitFor();
      expect(await list.innerText()).toContain(HOSTILE);
      expect(await page.locator("main").innerText()).toContain(HOSTILE.slice(1));
      expect(await page.locator("main img").count()).toBe(0);
      expect(await page.title()).toMatch(/^Security/);
    }
    expect(requests.filter((path) => path.endsWith("/x"))).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)("the security page", () => {
  it.each(["", "/console"])("P-114: %s/account/security keeps nobody out", async (prefix) => {
    const email = await addMember(`Ally${prefix.replace("/", "")}`);
    const page = await visit(email, { prefix });
    await page.getByRole("list", { name: "Recent activity" }).waitFor();
    const name = `security${prefix.replace("/", "-")}`;
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name, widths: [1280, 390] });
    // Every window: named, contrasted, and left by Escape.
    for (const name of ["Set up an authenticator app", "Make an API key", "Sign out everywhere"]) {
      await page.getByRole("button", { name, exact: true }).first().click();
      await page.getByRole("dialog").waitFor();
      expect(await documentFaults(page)).toEqual([]);
      expect(await contrastFaults(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.locator("button:focus").waitFor();
    }
  });

  it("UX-04: a part that cannot be loaded says so, and is tried again", async () => {
    const page = await visit(await addMember("Errol"));
    await page.route("**/api/v1/auth/keys", (route) => route.fulfill({ status: 500, body: "{}" }));
    await page.reload();
    const keys = region(page, "API keys");
    await keys.getByRole("alert").waitFor();
    await region(page, "Recent activity").getByRole("listitem").first().waitFor();
    await page.unroute("**/api/v1/auth/keys");
    await keys.getByRole("button", { name: "Try again" }).click();
    await keys.getByText("You have none.").waitFor();
  });

  it("SES-04: signing out everywhere ends this browser too", async () => {
    const email = await addMember("Everly");
    const page = await visit(email);
    await region(page, "Where you are signed in")
      .getByRole("button", { name: "Sign out everywhere" })
      .click();
    await inDialog(page, "Sign out everywhere");
    await heading(page, "Sign in");
    await page.goto(url + SECURITY);
    await heading(page, "Sign in");
  });
});
