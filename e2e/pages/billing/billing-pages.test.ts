import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../../packages/plinth/src/core/index.ts";
import type { BillingService } from "../../../packages/plinth/src/modules/billing/index.ts";
import type { RunningStub } from "../../../packages/plinth/src/modules/billing-stub/index.ts";
import { type Identity, startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { createMembers } from "../../support/members.ts";
import { type PayingCibozer, startPayingCibozer } from "../../support/paying-cibozer.ts";

warnWithoutChromium();

const DAY_MS = 86_400_000;

let paying: PayingCibozer | undefined;
let identity: Identity;
let stub: RunningStub;
let browser: Browser;

const { addMember, visit, leave } = createMembers(() => ({ identity, browser }));

const isAccessible = (page: Page, name: string): Promise<void> =>
  expectGoodInEveryWidth(page, { shots: "BILLING_SHOTS", name });

beforeAll(async () => {
  paying = await startPayingCibozer("e2e", Date.now());
  ({ identity, stub } = paying);
  if (chromiumPath !== undefined) browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await paying?.stop();
});
afterEach(async () => expect(await leave()).toEqual([]));

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Presses a button that changes something, and waits until that is answered: before, nothing is delivered of it. */
const change = async (page: Page, name: string): Promise<void> => {
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
  await press(page, name);
  await answered;
};

describe.skipIf(chromiumPath === undefined)("paying in a browser, through the stub", () => {
  it("QB-04: choose, pay, upgrade, fail, put right and cancel", async () => {
    const email = await addMember("buyer");
    const page = await visit(email, "/account", "Your account");
    await page.getByRole("link", { name: "Open billing" }).click();
    await page.getByRole("heading", { level: 1, name: "Billing" }).waitFor();
    await page.getByText("There are none yet.").waitFor();
    await isAccessible(page, "empty");

    await press(page, "Choose Pro");
    await press(page, "Pay with a card that is refused");
    await page.getByText("The card was refused.").waitFor();
    await press(page, "Pay");
    // Nobody told the application yet: it asks when the person comes back.
    await page.getByText("Your payment arrived.").waitFor();
    await page.getByText(/\$9\.99 a month, renewed on/).waitFor();
    await stub.deliver();

    await press(page, "Upgrade to Premium");
    await change(page, "Confirm");
    await stub.deliver();
    await page.reload();
    await page.getByText(/\$19\.99 a month, renewed on/).waitFor();
    await isAccessible(page, "paid");

    await press(page, "Cards and invoices");
    await change(page, "Use a card that is refused");
    stub.actions.advance(32 * DAY_MS);
    await stub.deliver();
    await press(page, "Return to the application");
    await page.getByText("Your last payment did not go through").waitFor();
    await isAccessible(page, "late");
    await press(page, "Cards and invoices");
    await change(page, "Use a card that works");
    await stub.deliver();
    await press(page, "Return to the application");
    await page.getByText(/\$19\.99 a month, renewed on/).waitFor();

    await press(page, "Cancel the subscription");
    await press(page, "Cancel it");
    await page.getByText(/It ends on .*; nothing more is charged/).waitFor();
    await press(page, "Let it go on");
    await page.getByText(/\$19\.99 a month, renewed on/).waitFor();
  }, 60_000);

  it("OBS-06: an administrator sees revenue, gives a payment back, and compares", async () => {
    const email = await addMember("boss", "admin");
    const page = await visit(email, "/console/admin/billing", "Billing");
    await page.getByText("Accounts that pay").waitFor();
    await page.getByRole("link", { name: "buyer@example.org" }).first().waitFor();
    await page
      .getByRole("button", { name: /^Refund STUB/ })
      .first()
      .click();
    await press(page, "Give it back");
    await page.getByText(/was given back\./).waitFor();
    await page.getByText("refunded", { exact: true }).first().waitFor();
    stub.lose();
    await press(page, "Compare now");
    await press(page, "Compare");
    await page.getByText("The comparison has begun").waitFor();
    await identity.app.jobs.settled();
    await page.reload();
    await page
      .getByText(/all the same|difference/)
      .first()
      .waitFor();
    await isAccessible(page, "admin");
    const service = identity.app.modules.service("billing") as BillingService;
    expect((await service.runs(1)).length).toBe(1);
  }, 60_000);
});

describe.skipIf(chromiumPath === undefined)("an application without a key", () => {
  it("QB-04: the page says calmly that nothing can be paid", async () => {
    const closed = await startIdentity({
      clock: createManualClock(Date.now()),
      modules: cibozer.modules,
      web: cibozer.web ?? [],
    });
    const before = identity;
    identity = closed;
    try {
      const email = await addMember("visitor");
      const page = await visit(email, "/account/billing", "Billing");
      await page.getByText("Nothing can be paid here at the moment").waitFor();
      expect(await page.getByRole("button", { name: "Choose Pro" }).isDisabled()).toBe(true);
      await isAccessible(page, "closed");
    } finally {
      // The page goes first: one that still loads its worker would call the missing server a fault.
      const thrown = await leave();
      identity = before;
      await closed.app.stop();
      expect(thrown).toEqual([]);
    }
  }, 60_000);
});
