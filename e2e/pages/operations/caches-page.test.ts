import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineModule } from "../../../packages/plinth/src/index.ts";
import type { Cache } from "../../../packages/plinth/src/services/cache/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";

warnWithoutChromium();

/** An application with one cache, which nobody reads but the test. */
const keeping = defineModule({
  name: "keeping",
  setup: ({ cache }): Cache<string> => cache.declare<string>({ name: "kept", strategy: "hot" }),
});

describe.skipIf(chromiumPath === undefined)("somebody looks at caches in the console", () => {
  let identity: Identity;
  let browser: Browser;
  let page: Page;
  let cache: Cache<string>;

  const open = (role: string): Promise<Page> =>
    lookAt(browser, identity, { path: "/console/operations/caches", role });

  beforeAll(async () => {
    identity = await startConsole({ modules: [keeping] });
    cache = identity.app.modules.service("keeping") as Cache<string>;
    browser = await launchBrowser();
    page = await open("admin");
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("CACHE-06: sees what a cache answers and holds, and drops it after being asked", async () => {
    for (let read = 0; read < 4; read += 1) await cache.wrap("key", () => "value");
    const row = page.getByRole("row").filter({ hasText: "kept" });
    await row.getByText("75 % of 4 reads").waitFor();
    await row.getByText("fewer than the 80 %").waitFor();
    expect(await row.innerText()).toMatch(/1 entry, \d+ bytes of 8 MB/);
    await page.getByRole("button", { name: "Drop what kept holds" }).click();
    expect(cache.peek("key")).toBe("value");
    await page.getByRole("dialog").getByRole("button", { name: "Drop it" }).click();
    await row.getByText(/0 entries/).waitFor();
    expect(cache.peek("key")).toBeUndefined();
  });

  it("UX-01: the page is good for everyone, and says so to those who may not look", async () => {
    expect(await documentFaults(page)).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    expect(await keyboardFaults(page)).toEqual([]);
    const refused = await open("user");
    await refused.getByText("Your account may not see what is cached.").waitFor();
    await refused.context().close();
  });
});
