import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { pageFaults } from "../../support/every-width.ts";
import { shareOfRun } from "../../support/share.ts";

warnWithoutChromium();

/** Those that the menu leads to; pages of a single thing are reached from these. */
const PAGES = (cibozer.web ?? [])
  .filter(({ prefix }) => prefix === "/console")
  .flatMap(({ pages }) => pages)
  .filter((page) => page.startsWith("/operations/") && !page.includes(":"));
const SHARE = shareOfRun(PAGES, 4);
const PROBLEM = JSON.stringify({ code: "INTERNAL_SERVER_ERROR", status: 500, requestId: "7KM4" });

/** Says what became of it, in a notice or in the place of what it would show. */
const TOLD = ".notice, .state[role='alert']";

/** What a page may be met in, what is seen of it then, and what becomes of its questions. */
const STATES = {
  "nobody may look": { role: "user", shown: TOLD },
  "the server fails": {
    role: "admin",
    shown: TOLD,
    answer: (route: Route) =>
      route.fulfill({ status: 500, contentType: "application/problem+json", body: PROBLEM }),
  },
  "the answer takes long": {
    role: "admin",
    // The log has no first answer to wait for: it shows that nothing was written yet.
    shown: ".skeleton, .state",
    answer: () => new Promise<void>(() => undefined),
  },
} as const;

describe.skipIf(chromiumPath === undefined)("pages of operations in every state", () => {
  let identity: Identity;
  let browser: Browser;
  const accounts = new Map<string, AccountRow>();

  /** One browser goes from page to page, as a person does. */
  const visit = async (
    state: keyof typeof STATES,
    see: (page: Page, to: string) => Promise<void>,
  ) => {
    const { role, ...means } = STATES[state];
    const account = accounts.get(role);
    if (account === undefined) throw new Error("no account of this role");
    const page = await lookAt(browser, identity, { path: "/console/", account, width: 390 });
    await page.getByRole("heading", { level: 1 }).waitFor();
    if ("answer" in means) await page.route("**/api/v1/admin/**", means.answer);
    for (const to of SHARE) {
      await page.goto(`${identity.app.localUrl}/console${to}`);
      // The menu comes first, and grey lines in the place of a page whose script is on its way.
      await page.getByRole("heading", { level: 1 }).waitFor();
      await see(page, to);
    }
    await page.context().close();
  };

  beforeAll(async () => {
    identity = await startConsole();
    for (const role of ["admin", "user"]) accounts.set(role, await identity.addAccount({ role }));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it.each(Object.keys(STATES) as (keyof typeof STATES)[])(
    "UX-08, P-114: each says calmly that %s, and has no fault by eye or reader",
    async (state) => {
      const found: Record<string, readonly string[]> = {};
      await visit(state, async (page, to) => {
        await page.locator(STATES[state].shown).first().waitFor();
        const faults = await pageFaults(page);
        if (faults.length > 0) found[to] = faults;
      });
      expect(found).toEqual({});
    },
  );

  it("UX-09: all of them are reached by keys alone, through the menu of a phone", async () => {
    const account = accounts.get("admin");
    const page = await lookAt(browser, identity, {
      path: "/console/operations/readiness",
      width: 390,
      ...(account === undefined ? {} : { account }),
    });
    const reached: string[] = [];
    const menu = page.getByRole("navigation", { name: "Operations" });
    for (const to of SHARE) {
      const summary = menu.locator("summary");
      await summary.waitFor();
      await summary.focus();
      await page.keyboard.press("Enter");
      const link = menu.locator(`a[href*="${to}"]`).first();
      // The way there is as many stops as there are links before it.
      for (let stop = 0; stop < PAGES.length + 2; stop += 1) {
        await page.keyboard.press("Tab");
        if (await link.evaluate((one) => one === document.activeElement)) break;
      }
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname.endsWith(to));
      await page.getByRole("heading", { level: 1 }).waitFor();
      reached.push(to);
    }
    expect(reached).toEqual(SHARE);
    await page.context().close();
  });
});
