import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults } from "../support/accessible-page.ts";
import { treeFaults } from "../support/accessible-tree.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";

warnWithoutChromium();

const MARKUP = "/<img src=x onerror=alert(1)>";

describe.skipIf(chromiumPath === undefined)("somebody reads what browsers reported", () => {
  let identity: Identity;
  let browser: Browser;
  const pageOf = async (account: AccountRow): Promise<Page> => {
    const { cookie } = await identity.addSession(account);
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const url = identity.app.localUrl.replace("http:", "https:");
    await context.addCookies([{ name: "__Host-plinth", value: cookie, url, secure: true }]);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${identity.app.localUrl}/console/admin/content-reports`);
    return page;
  };
  beforeAll(async () => {
    const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
    identity = await startIdentity({
      modules: [...identityModules, ...operationsModules].filter(({ name }) => !own.has(name)),
      web: cibozer.web ?? [],
    });
    const { localUrl } = identity.app;
    for (const blocked of ["inline", "inline", "https://elsewhere.example/x.js"]) {
      const report = {
        "document-uri": `${localUrl}${MARKUP}`,
        "effective-directive": "script-src-elem",
        "blocked-uri": blocked,
      };
      const headers = { "Content-Type": "application/csp-report" };
      const body = JSON.stringify({ "csp-report": report });
      const sent = await fetch(`${localUrl}/api/v1/csp-reports`, { method: "POST", headers, body });
      expect(sent.status).toBe(204);
    }
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("WEB-04: sees them by kind, as text, and has them forgotten", async () => {
    const page = await pageOf(await identity.addAccount({ role: "admin" }));
    const rows = page.getByRole("table", { name: "What pages were kept from doing" });
    const inline = rows.getByRole("row").filter({ hasText: "A script written into the page" });
    await inline.waitFor();
    expect(await inline.textContent()).toMatch(/script-src-elem.*2/);
    expect(await inline.textContent()).toContain("img%20src=x");
    await rows.getByText("A script from https://elsewhere.example").waitFor();
    expect([...(await treeFaults(page)), ...(await documentFaults(page))]).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Forget all" }).click();
    await page.getByRole("button", { name: "Forget them" }).click();
    await page.getByText("No page tried anything that its policy forbids.").waitFor();
    expect(await page.getByRole("button", { name: "Forget all" }).count()).toBe(0);
    await page.context().close();
  });

  it("ACC-01: is closed to others", async () => {
    const page = await pageOf(await identity.addAccount({}));
    await page.getByText("Not for your account").waitFor();
    await page.context().close();
  });
});
