import { createServer } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../packages/plinth/src/testing/identity.ts";
import { listen } from "../../packages/plinth/src/testing/listening.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { lookAgain, lookAt, startConsole } from "../support/console.ts";
import { expectGoodInEveryWidth } from "../support/every-width.ts";

warnWithoutChromium();

const LIMITS = "/console/admin/limits";
const NOWHERE = "/nothing/is/here";
const MARKUP = `<img src=x onerror="document.title='broken'">`;

describe.skipIf(chromiumPath === undefined)("somebody looks after limits in the console", () => {
  const clock = createManualClock(Date.now());
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;
  let page: Page;

  const pageOf = (account: AccountRow): Promise<Page> =>
    lookAt(browser, identity, { account, path: LIMITS, faults });
  const statusFrom = async (from: string, method = "GET", path = NOWHERE) => {
    const body = method === "GET" ? undefined : {};
    const headers = { "x-forwarded-for": from };
    return (await identity.send(method, path, body, headers)).status;
  };
  const provoke = async (from: string): Promise<void> => {
    let status = 404;
    for (let call = 0; call < 120 && status === 404; call += 1) status = await statusFrom(from);
    expect(status).toBe(429);
  };
  const press = (name: string | RegExp, within: Pick<Page, "getByRole"> = page) =>
    within.getByRole("button", { name, exact: typeof name === "string" }).click();
  const dialog = () => page.getByRole("dialog");
  const told = (text: string | RegExp) =>
    page.getByRole("region", { name: "Notifications" }).getByText(text).first().waitFor();
  const lines = (caption: string) => page.getByRole("table", { name: caption }).getByRole("row");

  beforeAll(async () => {
    identity = await startConsole({
      clock,
      // The tests speak for callers elsewhere; the browser comes from this machine.
      env: { TRUSTED_PROXIES: '["127.0.0.1"]', DENY_ADDRESSES: '["192.0.2.128/25"]' },
    });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
    page = await pageOf(admin);
  });
  beforeEach(async () => {
    clock.advance(3_600_000);
    await lookAgain(page, identity, { account: admin, path: LIMITS });
    await page.getByRole("heading", { level: 1, name: "Limits" }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("RL-13: sees a block appear by itself, and lifts it", async () => {
    await provoke("203.0.113.7");
    const row = lines("Addresses with an entry").filter({ hasText: "203.0.113.7" });
    // The page looks again by itself.
    await row.getByText("searched for pages that do not exist").waitFor();
    await row.getByText("first block").waitFor();
    await row.getByText(/for \d+ \w+ more/).waitFor();
    await press("Unblock 203.0.113.7", row);
    await press("Unblock it", dialog());
    await told("203.0.113.7 is let in again.");
    expect(await statusFrom("203.0.113.7")).toBe(404);
    await row.waitFor({ state: "detached" });
  });

  it("RL-13: lists a range, whose reason stays text; refusals are in plain words", async () => {
    await press("List an address");
    await press("List it", dialog());
    await dialog().getByText("Enter an IP address, or a range").waitFor();
    await dialog().getByText("Say in a few words why.").waitFor();
    await dialog().getByLabel("Address or range").fill("127.0.0.0/8");
    await dialog().getByLabel("Why").fill(MARKUP);
    await press("List it", dialog());
    await dialog().getByText("That is never blocked").waitFor();
    await dialog().getByLabel("Address or range").fill("198.51.100.9/24");
    await press("List it", dialog());
    await dialog().waitFor({ state: "detached" });
    await page.getByText(MARKUP).first().waitFor();
    expect(await page.title()).not.toBe("broken");
    expect(await statusFrom("198.51.100.77")).toBe(429);
    clock.advance(3_600_000);
    expect(await statusFrom("198.51.100.77")).toBe(404);
  });

  it("RL-13: a page elsewhere asks until it is refused, and its reader goes on (decision 0089)", async () => {
    const own = identity.app.localUrl;
    const pictures = Array.from({ length: 60 }, (_, at) => `<img src="${own}/nothing/${at}">`);
    const server = createServer((_, reply) => {
      reply.setHeader("Content-Type", "text/html");
      reply.end(`<!doctype html><a href="${own}/ready">go</a>${pictures.join("")}`);
    });
    const elsewhere = await listen(server);
    const context = await browser.newContext({
      extraHTTPHeaders: { "x-forwarded-for": "203.0.113.60" },
    });
    try {
      const reader = await context.newPage();
      // The browser keeps what such a picture was answered with from everybody, so the server is asked.
      const refused = (): number => {
        const told = /^address_refusals_total\{standing="elsewhere"\} (\d+)$/m;
        return Number(told.exec(identity.app.metrics.render())?.[1] ?? 0);
      };
      const before = refused();
      // Another name of this machine is another site, and one that browsers trust like HTTPS.
      const visit = () => reader.goto(`http://localhost:${elsewhere.port}/`, { waitUntil: "load" });
      await visit();
      await expect.poll(refused).toBeGreaterThan(before);
      const first = refused() - before;
      expect(first).toBeLessThan(pictures.length);
      await visit();
      await expect.poll(refused).toBe(before + first + pictures.length);
      // By a click, by a typed address, and by what our own pages ask.
      const clicked = reader.waitForResponse(`${own}/ready`);
      await reader.getByRole("link", { name: "go" }).click();
      expect((await clicked).status()).toBe(200);
      expect((await reader.goto(`${own}${LIMITS}`))?.status()).toBe(200);
      await reader.getByRole("heading", { level: 1 }).waitFor();
      const fetched = await reader.evaluate(async () => (await fetch("/ready")).status);
      expect(fetched).toBe(200);
      expect(
        await lines("Addresses with an entry").filter({ hasText: "203.0.113.60" }).count(),
      ).toBe(0);
    } finally {
      await context.close();
      await elsewhere.close();
    }
  });

  it("RL-14: sees who is refused under which limit, and gives a budget back", async () => {
    const signup = () => statusFrom("203.0.113.40", "POST", "/api/v1/auth/signup");
    const seen: number[] = [];
    for (let call = 0; call < 5; call += 1) seen.push(await signup());
    expect(seen).toEqual([400, 400, 400, 429, 429]);
    const row = lines("Callers refused most").filter({ hasText: "203.0.113.40" });
    await row.getByText("POST /api/v1/auth/signup").waitFor();
    await press(/^Clear what 203/, row);
    await press("Clear the count", dialog());
    await told("203.0.113.40 has its whole budget again.");
    expect(await signup()).toBe(400);
    const rule = lines("Limits and what they decided").filter({ hasText: "auth/signup" });
    await expect.poll(() => rule.first().textContent()).toMatch(/by address.*2/);
  });

  it("RL-14, POL-12: overrides a limit, sees it, and takes it back", async () => {
    const signup = () => statusFrom("203.0.113.41", "POST", "/api/v1/auth/signup");
    expect(await signup()).toBe(400);
    const rule = lines("Limits and what they decided").filter({ hasText: "auth/signup" });
    await press(/^Override POST .*signup by address$/, rule.filter({ hasText: "by address" }));
    await press("Override it", dialog());
    await dialog().getByText("Enter one or several limits").waitFor();
    await dialog().getByLabel("Calls").fill("9/fortnight");
    await press("Override it", dialog());
    await dialog().getByText("That is no limit of this route").waitFor();
    await dialog().getByLabel("Calls").fill("1/minute");
    await press("Override it", dialog());
    await dialog().waitFor({ state: "detached" });
    expect(await signup()).toBe(429);
    const row = lines("Limits that administrators set").filter({ hasText: "auth/signup" });
    await row.getByText(/^1\/minute by address/).waitFor();
    await press(/^Take back/, row);
    await press("Take it back", dialog());
    await told("POST /api/v1/auth/signup has its own limits again.");
    expect(await signup()).toBe(400);
    await row.waitFor({ state: "detached" });
  });

  it("RL-14: says so where a node of a release before overrides answers", async () => {
    expect(await statusFrom("203.0.113.42", "POST", "/api/v1/auth/signup")).toBe(400);
    const notice = page.getByText(/The node that answered is of an earlier release/);
    await lines("Limits and what they decided").first().waitFor();
    expect(await notice.count()).toBe(0);
    await page.route("**/api/v1/admin/rate-limit-stats", async (route) => {
      const answer = await route.fetch();
      const { overrides: _, ...earlier } = await answer.json();
      await route.fulfill({ response: answer, json: earlier });
    });
    await notice.waitFor();
    await lines("Limits and what they decided").filter({ hasText: "auth/signup" }).waitFor();
    expect(await page.getByRole("button", { name: /^Override/ }).count()).toBe(0);
    await page.unroute("**/api/v1/admin/rate-limit-stats");
    await notice.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Override a limit" }).waitFor();
    expect(faults).toEqual([]);
  });

  it("RL-14: whoever may only look is shown no way to change anything; others see a closed page", async () => {
    await provoke("203.0.113.9");
    const role = { description: "Looks", permissions: ["limits:read"] };
    const { tokens } = await identity.addSession(admin);
    const authorization = `Bearer ${tokens.accessToken}`;
    const saved = await identity.send("PUT", "/api/v1/admin/roles/watch", role, { authorization });
    expect(saved.status).toBe(200);
    const watch = await pageOf(await identity.addAccount({ role: "watch" }));
    await watch.getByText("203.0.113.9").first().waitFor();
    expect(
      await watch.getByRole("button", { name: /Unblock|List|Clear|Override|Take/ }).count(),
    ).toBe(0);
    const user = await pageOf(await identity.addAccount({}));
    await user.getByText("Not for your account").waitFor();
    await watch.context().close();
    await user.context().close();
  });

  it("RL-08: says when callers cannot be told apart, and what to do", async () => {
    const pass = (call: number) => statusFrom(`198.51.100.${call}, 10.7.7.7`, "GET", "/ready");
    await pass(0);
    // From here on it is looked at from its first request.
    clock.advance(60_000);
    for (let call = 0; call < 40; call += 1) await pass(call);
    await page.getByText("Callers cannot be told apart").waitFor();
    await page
      .getByText(/TRUSTED_PROXIES/)
      .first()
      .waitFor();
  });

  it("P-114: has no fault at 390 and 1280 px, light and dark, by eye, reader and keyboard", async () => {
    await provoke("203.0.113.21");
    await provoke("2001:db8:aa:1::9");
    for (let call = 0; call < 6; call += 1) {
      await statusFrom("203.0.113.41", "POST", "/api/v1/auth/signup");
    }
    await page.getByText("203.0.113.21").first().waitFor();
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "limits", widths: [1280, 390] });
    await press("List an address");
    await dialog().getByLabel("Address or range").waitFor();
    expect([...(await documentFaults(page)), ...(await contrastFaults(page))]).toEqual([]);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await keyboardFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
