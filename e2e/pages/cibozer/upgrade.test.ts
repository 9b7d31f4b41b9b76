import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningStub } from "../../../packages/plinth/src/modules/billing-stub/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { createApi, PASSWORD } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { type PayingCibozer, startPayingCibozer } from "../../support/paying-cibozer.ts";
import { openBrowser, typePassword } from "../../support/signing-in.ts";

warnWithoutChromium();

const EMAIL = "regular@example.org";
const DAY_MS = 86_400_000;

let cibozer: PayingCibozer;
let identity: Identity;
let stub: RunningStub;
let url = "";
let browser: Browser;
let page: Page;
let context: BrowserContext;
let faults: readonly string[] = [];
const planned: string[] = [];

const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

const isAccessible = (name: string): Promise<void> =>
  expectGoodInEveryWidth(page, { shots: "UPGRADE_SHOTS", name });

/** A free account whose three week plans of this month are made. */
const addRegular = async (): Promise<void> => {
  const user = { email: EMAIL, password: PASSWORD, name: "Regular", role: "user" };
  await identity.credentials.createUser({ ...user, tier: "free", verified: true });
  const account = await identity.accounts.findByEmail(EMAIL);
  if (account === undefined) throw new Error("no account");
  const { tokens } = await identity.addSession(account);
  const api = createApi(url, tokens.accessToken);
  for (let seed = 1; seed <= 3; seed += 1) {
    const { status, json } = await api.call("POST", "/api/v1/plans", { days: 2, seed });
    expect(status).toBe(201);
    planned.push(String(json["id"]));
  }
};

describe.skipIf(chromiumPath === undefined)("MEAL-11: from the free tier to a larger one", () => {
  beforeAll(async () => {
    // Only the stub's time goes on: a tier is changed and left again within one month of ours.
    cibozer = await startPayingCibozer("upgrade", Date.UTC(2026, 10, 3, 12));
    ({ identity, stub, url } = cibozer);
    await addRegular();
    browser = await launchBrowser();
    ({ page, context, faults } = await openBrowser(browser));
    await page.goto(`${url}/signin?from=/plans/new`);
    await typePassword(page, EMAIL);
    await page.getByRole("heading", { level: 1, name: "A new plan" }).waitFor();
  });
  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await cibozer?.stop();
  });

  it("QB-02: at the limit the page explains, and keeps what was entered", async () => {
    await page.getByText(/Week plans: 3 of 3 this month are used up\./).waitFor();
    await page.getByLabel("How many days").fill("6");
    await page.getByText("More wishes").click();
    await page.getByLabel("A note to yourself").fill("for the week of the move");
    await press("Plan my meals");
    await page
      .getByRole("heading", { name: "Your week plans of this month are used up" })
      .waitFor();
    await page.getByText("They begin again on December 1, 2026.").waitFor();
    await isAccessible("limit");
  });

  it("MEAL-11, QB-04: the way leads through the payment and back to the plan, which is then made", async () => {
    await page.getByRole("link", { name: "See the larger tiers" }).click();
    await page.getByText("The plan that you began is kept").waitFor();
    await isAccessible("tiers");
    await press("Choose Pro");
    await press("Pay");
    await page.getByText("Your payment arrived.").waitFor();
    await page.getByRole("link", { name: "Go on with it" }).click();
    await page.getByRole("heading", { level: 1, name: "A new plan" }).waitFor();
    await expect.poll(() => page.getByLabel("How many days").inputValue()).toBe("6");
    await expect
      .poll(() => page.getByLabel("A note to yourself").inputValue())
      .toBe("for the week of the move");
    await press("Plan my meals");
    await page.getByRole("heading", { name: /^6 days from/ }).waitFor();
    await page.goto(`${url}/account/usage`);
    await page.getByText("4 of 100 this month").waitFor();
    await stub.deliver();
  });

  it("QB-04: up, down and away again; what was planned stays", async () => {
    await page.goto(`${url}/account/billing`);
    await press("Upgrade to Premium");
    await press("Confirm");
    await stub.deliver();
    await page.goto(`${url}/account/usage`);
    await page.getByText("4 of 500 this month").waitFor();
    await page.goto(`${url}/account/billing`);
    await press("Change to Pro");
    await press("Confirm");
    await stub.deliver();
    await page.goto(`${url}/account/usage`);
    await page.getByText("4 of 100 this month").waitFor();
    await page.goto(`${url}/account/billing`);
    await press("Cancel the subscription");
    await press("Cancel it");
    await page.getByText(/It ends on .*; nothing more is charged/).waitFor();
    stub.actions.advance(32 * DAY_MS);
    await stub.deliver();
    await page.goto(`${url}/account/usage`);
    await page.getByText("4 of 3 this month", { exact: true }).waitFor();
    await page.goto(`${url}/plans/${planned[0] ?? ""}`);
    await page.getByRole("heading", { name: /^2 days from/ }).waitFor();
    // A refused request is written to the console by the browser itself.
    expect(faults.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  });
});
