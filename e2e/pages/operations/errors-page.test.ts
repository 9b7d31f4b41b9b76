import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { route } from "../../../packages/plinth/src/http/index.ts";
import { defineModule } from "../../../packages/plinth/src/modules/contract/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";

warnWithoutChromium();

const MARKUP = `<img src=x onerror="document.title='broken'">`;
const OPEN = { public: true, because: "what fails is asked for by a test" } as const;

/** Two routes that fail, each in its own way. */
const faulty = defineModule({
  name: "faulty",
  setup: () => undefined,
  routes: () => [
    route.get(
      "/api/v1/broken",
      { access: OPEN, summary: "Breaks", limit: "10000/minute", responses: { 200: null } },
      () => {
        throw new TypeError(`no such thing ${MARKUP}`);
      },
    ),
    route.get(
      "/api/v1/far",
      { access: OPEN, summary: "Breaks", limit: "10000/minute", responses: { 200: null } },
      () => {
        throw new RangeError("too far");
      },
    ),
  ],
});

describe.skipIf(chromiumPath === undefined)("somebody looks after errors in the console", () => {
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;

  const fail = async (path: string, times: number): Promise<void> => {
    for (let call = 0; call < times; call += 1) await identity.send("GET", path);
  };
  const open = (role: string): Promise<Page> =>
    lookAt(browser, identity, { path: "/console/operations/errors", role, faults });

  beforeAll(async () => {
    identity = await startConsole({ modules: [faulty] });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("ERR-10: two faults, 50 times each, are two groups; one is resolved, comes again and says so", async () => {
    await fail("/api/v1/broken", 50);
    await fail("/api/v1/far", 50);
    const page = await open("admin");
    const table = page.getByRole("table", { name: "Groups of errors" });
    await table.waitFor();
    const rows = await table.getByRole("row").allInnerTexts();
    expect(rows.slice(1).filter((row) => row.includes("50 times"))).toHaveLength(2);
    expect(rows.join()).toContain("/api/v1/far");
    expect(await page.title()).not.toBe("broken");
    expect(await keyboardFaults(page)).toEqual([]);
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "errors" });

    await page.setViewportSize({ width: 1440, height: 1_000 });
    await table.getByRole("link", { name: "RangeError" }).click();
    await page.getByRole("heading", { level: 2, name: "RangeError" }).waitFor();
    await page.getByText("too far", { exact: true }).waitFor();
    await page.getByRole("heading", { name: "Where in the code" }).waitFor();
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "error" });
    identity.clock.advance(1_000);
    await page.getByRole("button", { name: "Resolve" }).click();
    await page.getByRole("button", { name: "Resolve it" }).click();
    await page.getByText("Resolved", { exact: true }).waitFor();
    identity.clock.advance(1_000);
    await fail("/api/v1/far", 1);
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByText("Came again after it was resolved").waitFor();
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("ERR-10: who may not look is told so", async () => {
    const refused = await open("user");
    await refused.getByText("Your account may not see what goes wrong.").waitFor();
    await refused.context().close();
  });
});
