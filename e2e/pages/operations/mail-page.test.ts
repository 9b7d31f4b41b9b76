import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { type StubSmtp, startStubSmtp } from "../../support/stub-smtp.ts";

warnWithoutChromium();

describe.skipIf(chromiumPath === undefined)("somebody looks after mail in the console", () => {
  const faults: string[] = [];
  let stub: StubSmtp;
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;

  const pageOf = (account: AccountRow): Promise<Page> =>
    lookAt(browser, identity, {
      path: "/console/operations/mail",
      account,
      width: 1_440,
      height: 1_000,
      faults,
    });
  const forget = async (email: string): Promise<void> => {
    await identity.send("POST", "/api/v1/auth/password/forgot", { email });
    await identity.app.jobs.settled();
  };

  beforeAll(async () => {
    stub = await startStubSmtp();
    identity = await startConsole({ only: cibozer.modules, env: { SMTP_URL: stub.url } });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
    await stub?.close();
  });

  it("SCALE-03: sees what became of mails, and gives an address its mail back", async () => {
    const { email } = await identity.addAccount({ email: "gone@example.net" });
    await forget("ada@example.org");
    stub.set("refuses");
    await forget(email);
    stub.set("works");
    await forget(email);
    const page = await pageOf(admin);
    await page.getByText("1 mail failed for good").waitFor();
    const row = page.getByRole("table", { name: "Kinds of mail" }).getByRole("row").nth(1);
    expect(await row.getByRole("cell").allTextContents()).toEqual(["1", "1", "1", "0", "0"]);
    await page.getByText("nobody lives here").waitFor();
    expect(await page.content()).not.toContain(email);
    expect(await keyboardFaults(page)).toEqual([]);
    await page.getByLabel("Does an address get mail?").fill(" Gone@Example.net");
    await page.getByRole("button", { name: "Look it up" }).click();
    await page.getByText("This address gets no mail").waitFor();
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "mail" });
    await page.setViewportSize({ width: 1440, height: 1000 });
    await page
      .getByRole("table", { name: "Addresses without mail" })
      .getByRole("button", { name: "Send again to the address at example.net" })
      .click();
    await page.getByRole("button", { name: "Send again", exact: true }).click();
    await page.getByText("The address gets mail again.").first().waitFor();
    await page.getByText("Every address gets its mail.").waitFor();
    await page.context().close();
    expect(faults).toEqual([]);
    identity.clock.advance(3_600_000);
    await forget(email);
    expect(stub.mails().map(({ to }) => to)).toContain(email);
  });

  it("SCALE-03: nobody else sees mail", async () => {
    const page = await pageOf(await identity.addAccount({ email: "eve@example.org" }));
    await page.getByText("Your account may not see mail.").waitFor();
    await page.context().close();
  });
});
