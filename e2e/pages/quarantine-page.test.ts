import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import {
  type FileBench,
  startFileBench,
  startScanner,
} from "../../packages/plinth/src/testing/kept-files.ts";
import { contrastFaults, documentFaults } from "../support/accessible-page.ts";
import { treeFaults } from "../support/accessible-tree.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";

warnWithoutChromium();

const NAME = "<img src=x onerror=alert(1)> and a long name that goes on and on.pdf";
const SENT = 51;

describe.skipIf(chromiumPath === undefined)("somebody looks after files in quarantine", () => {
  let bench: FileBench;
  let scanner: Awaited<ReturnType<typeof startScanner>>;
  let browser: Browser;

  const send = async (name: string): Promise<void> => {
    const { options } = await bench.person();
    const file = bench.incoming(Buffer.from(name), { name, type: "application/pdf" });
    await bench.files.keep(file, options).catch(() => undefined);
  };
  const pageOf = async (account: AccountRow, width = 1280): Promise<Page> => {
    const { app, addSession } = bench.identity;
    const { cookie } = await addSession(account);
    const context = await browser.newContext({
      reducedMotion: "reduce",
      viewport: { width, height: 844 },
    });
    const url = app.localUrl.replace("http:", "https:");
    await context.addCookies([{ name: "__Host-plinth", value: cookie, url, secure: true }]);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  };
  const open = (page: Page) => page.goto(`${bench.identity.app.localUrl}/console/admin/quarantine`);

  beforeAll(async () => {
    const own = new Set(["accounts", "sessions", "mfa", "credentials", "files"]);
    scanner = await startScanner();
    bench = await startFileBench({
      modules: [...identityModules, ...operationsModules].filter(({ name }) => !own.has(name)),
      web: cibozer.web ?? [],
      env: { CLAMAV_ADDRESS: scanner.address, FILE_SCAN: "required" },
    });
    scanner.say("stream: Marker-1 FOUND");
    await send(NAME);
    scanner.say("stream: Marker-2 FOUND");
    for (let at = 1; at < SENT; at += 1) await send(`invoice-${at}.pdf`);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bench?.stop();
    await scanner?.stop();
  });

  it("UPL-04: sees what was found in what, and removes one for good", async () => {
    const page = await pageOf(await bench.identity.addAccount({ role: "admin" }));
    await open(page);
    const rows = page.getByRole("table", { name: "Files in quarantine" }).getByRole("row");
    const first = rows.filter({ hasText: "Marker-1" });
    await first.waitFor();
    expect(await first.textContent()).toContain(NAME);
    expect(await rows.count()).toBe(1 + SENT - 1);
    expect([...(await treeFaults(page)), ...(await documentFaults(page))]).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    await page.route("**/api/v1/admin/files?**", (route) => route.abort());
    await page.getByRole("button", { name: "More" }).click();
    const again = page.getByRole("alert").getByRole("button", { name: "Try again" });
    await again.waitFor();
    expect(await rows.count()).toBe(1 + SENT - 1);
    await page.unroute("**/api/v1/admin/files?**");
    await again.click();
    await rows.filter({ hasText: `invoice-${SENT - 1}.pdf` }).waitFor();
    await page.getByRole("button", { name: "More" }).waitFor({ state: "detached" });
    await first.getByRole("button", { name: `Remove ${NAME}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    expect(await first.count()).toBe(1);
    await first.getByRole("button", { name: `Remove ${NAME}` }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByText("The file is gone.").waitFor();
    await first.waitFor({ state: "detached" });
    const left = await bench.files.quarantine.list("", 100);
    expect(left.files.map(({ signature }) => signature)).not.toContain("Marker-1");
    await page.context().close();
  });

  it("UPL-04: has room on a telephone, says what it is doing, and what went wrong", async () => {
    const page = await pageOf(await bench.identity.addAccount({ role: "admin" }), 390);
    let mode: "wait" | "fail" | "empty" = "fail";
    await page.route("**/api/v1/admin/files**", async (route) => {
      if (mode === "fail") return route.fulfill({ status: 503, body: "{}" });
      return route.fulfill({ json: { files: [], next: null } });
    });
    await open(page);
    const again = page.getByRole("button", { name: /again/i });
    await again.waitFor();
    mode = "empty";
    await again.click();
    await page.getByText("Nothing is in quarantine").waitFor();
    await page.unroute("**/api/v1/admin/files**");
    await page.reload();
    const card = page.getByRole("listitem").filter({ hasText: "invoice-2.pdf" });
    await card.waitFor();
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(isWide).toBe(false);
    expect([...(await treeFaults(page)), ...(await documentFaults(page))]).toEqual([]);
    await page.context().close();
  });

  it("UPL-04, ACC-01: is closed to others", async () => {
    const page = await pageOf(await bench.identity.addAccount({}));
    await open(page);
    await page.getByText("Not for your account").waitFor();
    await page.context().close();
  });
});
