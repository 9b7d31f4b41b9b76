import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../../packages/plinth/src/core/index.ts";
import { type Identity, startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { createApi } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { createMembers } from "../../support/members.ts";

warnWithoutChromium();

let identity: Identity;
let url = "";
let browser: Browser;

const { addMember, visit, leave } = createMembers(() => ({ identity, browser }));

const isAccessible = (page: Page, name: string): Promise<void> =>
  expectGoodInEveryWidth(page, { shots: "FEEDBACK_SHOTS", name });

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

beforeAll(async () => {
  identity = await startIdentity({
    clock: createManualClock(Date.now()),
    modules: cibozer.modules,
    web: cibozer.web ?? [],
  });
  url = identity.app.localUrl;
  if (chromiumPath !== undefined) browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await identity?.app.stop();
});
afterEach(async () => expect(await leave()).toEqual([]));

describe.skipIf(chromiumPath === undefined)("what people say, and who reads it", () => {
  it("MEAL-13: somebody says something, and it reaches those who run the planner as it was written", async () => {
    const page = await visit(await addMember("ann", "user"), "/account", "Your account");
    expect(await page.getByRole("link", { name: "Open the administration" }).count()).toBe(0);
    await page.getByRole("link", { name: "Tell us what you think" }).click();
    await page.getByRole("heading", { level: 1, name: "Tell us what you think" }).waitFor();
    await press(page, "Send it");
    await page.getByText("Write a few words.").waitFor();
    await page.getByText("A problem", { exact: true }).click();
    await page.getByLabel("In your words").fill("The soup <b>was</b> cold.\nTwice.");
    await press(page, "Send it");
    await page.getByText("It has arrived, and we read all of it.").waitFor();
    await press(page, "Say something else");
    await page.getByLabel("In your words").fill("It is quick.");
    await isAccessible(page, "feedback");

    const admin = await visit(await addMember("boss", "admin"), "/account", "Your account");
    await admin.getByRole("link", { name: "Open the administration" }).click();
    await admin.getByRole("heading", { level: 1, name: "Planner" }).waitFor();
    await admin.getByRole("link", { name: "Feedback", exact: true }).click();
    await admin.getByText("The soup <b>was</b> cold. Twice.").waitFor();
    await isAccessible(admin, "feedback-list");
    await press(admin, "Mark as done");
    await admin.getByText("Nothing here").waitFor();
    await admin.getByText("Done", { exact: true }).click();
    await admin.getByText("The soup <b>was</b> cold. Twice.").waitFor();
  });

  it("OBS-06: those who run the planner see how it is used; others are told calmly that they do not", async () => {
    const email = await addMember("cook", "user");
    const account = await identity.accounts.findByEmail(email);
    if (account === undefined) throw new Error("no account");
    const { tokens } = await identity.addSession(account);
    const api = createApi(url, tokens.accessToken);
    expect((await api.call("POST", "/api/v1/plans", { days: 1, seed: 1 })).status).toBe(201);
    const page = await visit(await addMember("chief", "admin"), "/admin/planner", "Planner");
    await page.getByText("People who planned this week").waitFor();
    await page.getByRole("img", { name: /^Most plans on one of the last 30 days: 1/ }).waitFor();
    await page.getByText("$0.00").first().waitFor();
    await isAccessible(page, "planner");
    await page.getByRole("link", { name: "Catalogue", exact: true }).click();
    await page.getByRole("heading", { level: 2, name: "Worth a look" }).waitFor();
    expect(await page.locator("[data-row]").count()).toBeGreaterThan(20);
    expect(await page.getByText("The name speaks of").count()).toBe(0);
    const other = await visit(email, "/admin/planner", "Planner");
    await other.getByText("Not for your account").waitFor();
  });
});
