import { createHash } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHistoryRepository } from "../../../packages/plinth/src/modules/metrics-history/repository.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { loadSyntheticHistory } from "../../support/metrics/synthetic-history.ts";

warnWithoutChromium();

const HOUR_MS = 3_600_000;
/** A directory for pictures, such as PICTURES=/tmp/pictures; then two weeks are loaded. */
const pictures = process.env["PICTURES"];

describe.skipIf(chromiumPath === undefined)("somebody looks at how the service does", () => {
  let identity: Identity;
  let browser: Browser;

  const open = (path: string, options: { role?: string; width?: number } = {}) =>
    lookAt(browser, identity, { width: 1_440, ...options, path: `/console${path}` });
  const chart = (page: Page, title: string) => page.getByRole("figure", { name: title });

  beforeAll(async () => {
    identity = await startConsole();
    await loadSyntheticHistory(createHistoryRepository(identity.app.store), {
      node: "01890a5d-ac96-774b-bcce-b302099a8057",
      now: Date.now(),
      spanMs: pictures === undefined ? 7 * HOUR_MS : 14 * 24 * HOUR_MS,
      idOf: (text) => createHash("sha256").update(text).digest("base64url").slice(0, 8),
    });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("OBS-12: the golden signals of the last hours stand in charts, in words and in tables", async () => {
    const page = await open("/operations/overview");
    for (const title of ["Requests", "Errors", "Latency", "Saturation", "Refused"]) {
      await chart(page, title).waitFor();
    }
    const requests = chart(page, "Requests");
    await requests.locator("canvas").waitFor();
    await expect.poll(() => requests.innerText()).toMatch(/all: [\d.]+\/s last, [\d.]+\/s lowest/);
    const latency = chart(page, "Latency");
    await latency.getByText("As a table").click();
    await expect.poll(() => latency.getByRole("row").count(), { timeout: 15_000 }).toBe(49);
    expect(await latency.getByRole("columnheader").allInnerTexts()).toEqual([
      ...["Time", "p50", "p95", "p99"],
    ]);
    await latency.getByRole("button", { name: "p50" }).click();
    await expect
      .poll(() => latency.getByRole("button", { name: "p50" }).getAttribute("aria-pressed"))
      .toBe("false");
    await page.context().close();
  });

  it("OBS-12: keys go from moment to moment, and the time shown is in the address", async () => {
    const page = await open("/operations/overview");
    const box = chart(page, "Latency").getByRole("group").first();
    await box.focus();
    await page.keyboard.press("Home");
    const first = await chart(page, "Latency").locator(".chart-point").innerText();
    await page.keyboard.press("ArrowRight");
    const second = await chart(page, "Latency").locator(".chart-point").innerText();
    expect(first).toMatch(/^\d\d:\d\d(:\d\d)?: p50 .+, p95 .+, p99 .+$/);
    expect(second).not.toBe(first);
    await page.getByText("30 min").click();
    await page.waitForURL(/range=30m/);
    await page.getByRole("link", { name: "By route" }).first().click();
    await page.waitForURL(/traffic\?range=30m/);
    await page.getByRole("button", { name: "/api/v1/plans/:id", exact: true }).click();
    await page.waitForURL(/route=/);
    await chart(page, "Latency").waitFor();
    await page.context().close();
  });

  it("UX-05, P-114: both pages can be used without a mouse and read on a phone", async () => {
    for (const path of ["/operations/overview", "/operations/traffic"]) {
      const page = await open(path, { width: 390 });
      await chart(page, "Latency").locator("canvas").waitFor();
      expect(await contrastFaults(page)).toEqual([]);
      expect(await documentFaults(page)).toEqual([]);
      expect(await keyboardFaults(page)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });

  it("AZ-02: who may not look is told so calmly", async () => {
    const page = await open("/operations/overview", { role: "user" });
    await page.getByText("Your account may not see how the service does.").waitFor();
    await page.context().close();
  });

  it.skipIf(pictures === undefined)(
    "takes pictures",
    async () => {
      for (const width of [390, 1_440]) {
        for (const scheme of ["light", "dark"] as const) {
          for (const [name, path] of [
            ["overview", "/operations/overview?range=7d"],
            ["traffic", "/operations/traffic?range=24h"],
          ] as const) {
            const page = await open(path, { width });
            await page.emulateMedia({ colorScheme: scheme });
            await chart(page, "Latency").locator("canvas").waitFor();
            await page.waitForLoadState("networkidle");
            await page.screenshot({
              path: `${pictures}/${name}-${width}-${scheme}.png`,
              fullPage: true,
            });
            await page.context().close();
          }
        }
      }
    },
    120_000,
  );
});
