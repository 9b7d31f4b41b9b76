import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import { createHistoryRepository } from "../../../packages/plinth/src/modules/metrics-history/repository.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { loadSyntheticHistory } from "../../support/metrics/synthetic-history.ts";
import { watchRequests } from "../../support/settled.ts";

warnWithoutChromium();

/** Script of a first look at the console, as it goes over the wire; bytes. */
const BUDGET = 200_000;
/** As much of it as there is before the menu. */
const MENU_BUDGET = 115_000;

/** What every page of the console begins with. */
const FIRST_SCRIPT = /\/assets\/index-[^/]+\.js$/;

describe.skipIf(chromiumPath === undefined)("somebody on call works with the console", () => {
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;

  const open = (
    path: string,
    options: { readonly account?: AccountRow; readonly width?: number } = {},
  ) => lookAt(browser, identity, { account: admin, ...options, path: `/console${path}` });
  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

  beforeAll(async () => {
    identity = await startConsole();
    await loadSyntheticHistory(createHistoryRepository(identity.app.store), {
      node: "01890a5d-ac96-774b-bcce-b302099a8057",
      now: Date.now(),
      spanMs: 7 * 3_600_000,
      idOf: (text) => createHash("sha256").update(text).digest("base64url").slice(0, 8),
    });
    admin = await identity.addAccount({ role: "admin" });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("UX-05: ? lists the shortcuts, they work, and none fires while somebody types", async () => {
    const page = await open("/operations/mail");
    await heading(page, "Mail").waitFor();
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await list.getByText("Look again").waitFor();
    // A window is open over the page: nothing fires behind it.
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.keyboard.press("Escape");
    await heading(page, "Mail").waitFor();

    const field = page.getByLabel("Does an address get mail?");
    await field.fill("");
    await field.pressSequentially("go?r3");
    expect(await field.inputValue()).toBe("go?r3");
    await heading(page, "Mail").waitFor();
    expect(await list.count()).toBe(0);
    await field.blur();

    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await heading(page, "Overview").waitFor();
    await page.keyboard.press("1");
    await page.waitForURL(/range=30m/);
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await heading(page, "Traffic").waitFor();
    expect(page.url()).toContain("range=30m");
    const asked = page.waitForRequest((one) => one.url().includes("/api/v1/admin/metrics"));
    await page.keyboard.press("r");
    await asked;

    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await list.getByText("Use shortcuts on this device").click();
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.keyboard.press("?");
    expect(await list.count()).toBe(0);
    await heading(page, "Traffic").waitFor();
    await page.context().close();
  });

  it("OBS-12: the time shown goes from page to page, and a spike leads to what is known of it", async () => {
    const page = await open("/operations/overview?range=24h");
    const spike = page.getByRole("link", { name: /^Errors around / }).first();
    await spike.waitFor();
    await page.getByRole("navigation", { name: "Operations" }).getByText("Jobs").click();
    await page.waitForURL(/jobs\?range=24h/);
    await page.goBack();
    await spike.click();
    await page.waitForURL(/errors\?from=\d+&to=\d+/);
    await heading(page, "Errors").waitFor();
    await page.getByText(/^From .+ to .+\.$/).waitFor();
    await page.getByRole("link", { name: "Security", exact: true }).click();
    await page.waitForURL(/security\?from=\d+&to=\d+/);
    await page.getByRole("figure", { name: "Sign-ins" }).waitFor();
    await page.context().close();
  });

  it("OBS-12: charts of one's own stay with the account, on every device", async () => {
    const page = await open("/operations/overview");
    await page.getByRole("button", { name: "Add a chart" }).click();
    const form = page.getByRole("dialog", { name: "Add a chart" });
    await form.getByRole("button", { name: "Add it" }).click();
    await form.getByText("Give it a name.").waitFor();
    await form.getByLabel("Name").fill("Busy");
    await form.getByRole("button", { name: /Metric/ }).click();
    await page.getByRole("option", { name: "http_requests_in_flight" }).click();
    await form.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("figure", { name: "Busy" }).waitFor();
    await page.context().close();
    const elsewhere = await open("/operations/overview");
    await elsewhere.getByRole("figure", { name: "Busy" }).waitFor();
    await elsewhere.getByRole("button", { name: "Remove the chart Busy" }).click();
    await elsewhere.getByRole("button", { name: "Remove it" }).click();
    await elsewhere.getByText("Any metric can be a chart here.").waitFor();
    await elsewhere.context().close();
  });

  it.each([
    ["a table", 1_280],
    ["a list of cards", 390],
  ])("OBS-12: what stands in %s can be had as a file", async (_, width) => {
    const page = await open("/operations/traffic?range=6h", { width });
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "The busiest routes of the time shown as CSV" }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe("the-busiest-routes-of-the-time-shown.csv");
    const lines = (await readFile(await file.path(), "utf8")).split("\r\n");
    expect(lines[0]).toBe('\ufeffRoute,Requests,Server errors,"p95, worst"');
    expect(lines[1]).toMatch(/^\/[^,]+,.+,[\d.]+ %,[\d.]+ m?s$/);
    await page.context().close();
  });

  it("UX-03, OBS-12: a first look costs no more script than it may", async () => {
    const page = await open("/");
    const settled = watchRequests(page);
    let sizes: Promise<readonly [string, number]>[] = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() !== "script") return;
      const name = new URL(request.url()).pathname;
      sizes.push(request.sizes().then(({ responseBodySize }) => [name, responseBodySize]));
    });
    const session = await page.context().newCDPSession(page);
    for (const path of ["/signin", "/operations/overview"]) {
      await page.goto("about:blank");
      await session.send("Network.clearBrowserCache");
      sizes = [];
      await page.goto(`${identity.app.localUrl}/console${path}`);
      await settled();
      const loaded = await Promise.all(sizes);
      const bytes = loaded.reduce((sum, [, size]) => sum + size, 0);
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes, JSON.stringify(loaded)).toBeLessThanOrEqual(BUDGET);
      const first = loaded.filter(([name]) => FIRST_SCRIPT.test(name));
      expect(first).toHaveLength(1);
      expect(first[0]?.[1]).toBeLessThanOrEqual(MENU_BUDGET);
    }
    await page.context().close();
  });

  it("UX-03: the menu stands on the page, one script and who is there, which are asked for at once", async () => {
    const page = await lookAt(browser, identity, { account: admin, path: "/health", width: 390 });
    const [whoIsAsked, menuIsThere] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    let questions = 0;
    await page.route("**/*", async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === "/api/v1/auth/me") {
        questions += 1;
        whoIsAsked.resolve();
      } else if (FIRST_SCRIPT.test(pathname)) await whoIsAsked.promise;
      else if (!route.request().isNavigationRequest()) await menuIsThere.promise;
      await route.continue();
    });
    await page.goto(`${identity.app.localUrl}/console/operations/overview`, {
      waitUntil: "commit",
    });
    const menu = page.getByRole("navigation", { name: "Operations" });
    await menu.locator("summary").press("Enter");
    await menu.getByRole("link", { name: "Errors" }).waitFor();
    menuIsThere.resolve();
    await heading(page, "Overview").waitFor();
    await page.getByRole("figure", { name: "Requests" }).waitFor();
    expect(questions).toBe(1);
    await page.context().close();
  });
});
