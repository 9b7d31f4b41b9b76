import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";

warnWithoutChromium();

let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: ServerProcess;
let data: ReturnType<typeof scratchDirectory>;
const faults: string[] = [];
const EMAIL = "ann.example@example.com";

const mealTitles = (): Promise<string[]> =>
  page.getByRole("article").getByRole("heading").allInnerTexts();
const expectNoOverflow = async (): Promise<void> => {
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
};

describe.skipIf(chromiumPath === undefined)("a person plans meals in a real browser", () => {
  beforeAll(async () => {
    data = scratchDirectory();
    server = await startServer(data.path);
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // A blocked script or style and an uncaught error both end up here (WEB-04).
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    data?.remove();
  });

  it("a visitor plans a day without an account; nothing is sent", async () => {
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
    });
    await page.goto(server.url);
    expect(await page.title()).toContain("Cibozer");
    await page.getByRole("checkbox", { name: "Milk" }).click({ force: true });
    await page.getByRole("button", { name: "Plan my day" }).click();
    await page.getByRole("heading", { name: /Your day, [\d,]+ kcal/ }).waitFor();
    expect(await mealTitles()).toHaveLength(3);
    expect(sent).toEqual([]);
  });

  it("signs up, with the settings carried along", async () => {
    await page.getByRole("link", { name: "Make it a whole week" }).click();
    await page.getByLabel("Your name").fill("Ann Example");
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("form", { name: "Create an account" }).waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "A new plan" }).waitFor();
    expect(await page.getByRole("checkbox", { name: "Milk" }).isChecked()).toBe(true);
  });

  it("P-028: no script can read the session", async () => {
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    const cookies = await context.cookies();
    const session = cookies.find(({ name }) => name === "__Host-plinth");
    expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
    for (const { value } of cookies) expect(readable).not.toContain(value);
  });

  it("gets a week, reloads, and finds it saved", async () => {
    await page.getByRole("button", { name: "Plan my meals" }).click();
    await page.getByRole("heading", { name: /^7 days from/ }).waitFor();
    const planned = await mealTitles();
    expect(planned).toHaveLength(21);
    await page.reload();
    await page.getByRole("heading", { name: /^7 days from/ }).waitFor();
    expect(await mealTitles()).toEqual(planned);
  });

  it("swaps one meal; the other days stay", async () => {
    const before = await mealTitles();
    const answered = page.waitForResponse((response) => response.url().endsWith("/swap"));
    await page
      .getByRole("button", { name: /^Swap Lunch on/ })
      .first()
      .click();
    expect((await answered).status()).toBe(200);
    await page.waitForFunction(
      (old) => document.querySelectorAll("article h3")[1]?.textContent !== old,
      before[1],
    );
    const after = await mealTitles();
    expect(after.slice(3)).toEqual(before.slice(3));
  });

  it("locks a meal and solves the rest again", async () => {
    const before = await mealTitles();
    await page
      .getByRole("button", { name: /^Lock Dinner on/ })
      .first()
      .click();
    await page
      .getByRole("button", { name: /^Lock Dinner on/, pressed: true })
      .first()
      .waitFor();
    const answered = page.waitForResponse((response) => response.url().endsWith("/resolve"));
    await page.getByRole("button", { name: /^Solve (it all|the rest) again$/ }).click();
    expect((await answered).status()).toBe(200);
    await page.waitForFunction(
      (old) =>
        JSON.stringify([...document.querySelectorAll("article h3")].map((h) => h.textContent)) !==
        old,
      JSON.stringify(before),
    );
    const after = await mealTitles();
    expect(after[2]).toBe(before[2]);
    expect(after).not.toEqual(before);
    await page.reload();
    await page.getByRole("heading", { name: /^7 days from/ }).waitFor();
    expect(await mealTitles()).toEqual(after);
  });

  it("takes the grocery list along, in both units, and ticks things off", async () => {
    await page.getByRole("link", { name: "Groceries" }).click();
    await page.getByRole("heading", { level: 1, name: /groceries/i }).waitFor();
    const lines = page.getByRole("checkbox");
    await lines.first().waitFor();
    const count = await lines.count();
    expect(count).toBeGreaterThan(20);
    // Left at once: what had no time to be sent, or kept, goes to the worker.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await lines.first().press(" ");
    await page.reload();
    await page.getByText(/^1 of \d+ in the basket/).waitFor();
    await expect.poll(() => lines.count(), { timeout: 20_000 }).toBe(count);
    expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(1);
  });

  it("UX-10: fits a phone on every page without scrolling sideways", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const list = page.url();
    for (const path of [
      list,
      list.replace("/groceries", ""),
      "/plans",
      "/plans/new",
      "/account",
      "/",
    ]) {
      await page.goto(new URL(path, server.url).href);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expectNoOverflow();
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("signs out, and nothing of the account is reachable any more", async () => {
    await page.goto(`${server.url}/account`);
    await page.getByRole("button", { name: /^Sign out$/ }).click();
    await page.getByRole("link", { name: "Sign in" }).first().waitFor();
    await page.goto(`${server.url}/plans`);
    await page.getByRole("heading", { level: 1, name: /sign in/i }).waitFor();
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("__Host-plinth");
  });

  it("signs in again and finds the week", async () => {
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Your plans" }).waitFor();
    await page
      .getByRole("link", { name: /7 days/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /^7 days from/ }).waitFor();
    expect(await mealTitles()).toHaveLength(21);
  });

  it("MEAL-07: what cannot be planned is explained in words", async () => {
    await page.goto(`${server.url}/plans/new`);
    await page.getByText("More wishes").click();
    await page
      .getByLabel(/minutes|time/i)
      .first()
      .fill("3");
    await page.getByRole("button", { name: "Plan my meals" }).click();
    const alert = page
      .getByRole("alert")
      .or(page.getByRole("region", { name: /no plan|cannot|fit/i }));
    await alert.first().waitFor();
    expect(await page.locator("main").textContent()).toMatch(/minutes/i);
    expect(page.url()).toContain("/plans/new");
  });

  it("WEB-04, VAL-13: no page broke its content policy or threw", () => {
    // A refused request (422, 401) is written to the console by the browser itself.
    expect(faults.filter((text) => !text.startsWith("Failed to load resource"))).toEqual([]);
  });
});
