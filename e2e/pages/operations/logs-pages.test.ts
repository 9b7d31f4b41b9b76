import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { treeFaults } from "../../support/accessible-tree.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";

warnWithoutChromium();

const MARKUP = `<img src=x onerror="document.title='broken'">`;
/** Pictures for people to look at; only where a folder is named. */
const PICTURES = process.env["PICTURES"];
const WIDTHS = [1_440, 390];

describe.skipIf(chromiumPath === undefined)("the log and traces in the console", () => {
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;

  const pageOf = (path: string, width = 1_440, account = admin): Promise<Page> =>
    lookAt(browser, identity, { path: `/console/operations/${path}`, account, faults, width });
  const judge = async (page: Page, name: string, width: number): Promise<void> => {
    expect(await documentFaults(page)).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    // What is read out and reached by keyboard is the same at every width.
    if (width === WIDTHS[0]) {
      expect(await treeFaults(page)).toEqual([]);
      expect(await keyboardFaults(page)).toEqual([]);
    }
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  };

  beforeAll(async () => {
    identity = await startConsole({ env: { TRACES_KEPT: "2000", TRACE_SAMPLE_PERCENT: "100" } });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("LOG-07: a line appears when it is written, filtered, paused and gone on with", async () => {
    const kitchen = identity.app.log.child("kitchen");
    kitchen.warn(`the oven is hot ${MARKUP}`, { degrees: 230 });
    const page = await pageOf("logs?component=kitchen");
    const lines = page.getByRole("log", { name: "Lines of the log" });
    await lines.getByText(`the oven is hot ${MARKUP}`).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    kitchen.error("the oven burns");
    identity.app.log.child("garden").error("not asked for");
    await lines.getByText("the oven burns").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    kitchen.error("written meanwhile");
    await page.getByRole("button", { name: "Go on" }).click();
    await lines.getByText("written meanwhile").waitFor();
    expect(await lines.getByText("not asked for").count()).toBe(0);
    expect(await page.title()).not.toBe("broken");
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("LOG-01: the level is changed for a while, and a page that is open hears of it", async () => {
    const [one, other] = [await pageOf("logs"), await pageOf("logs")];
    await other.getByText("as the settings say").waitFor();
    await other.getByText("Live", { exact: true }).waitFor();
    await one.getByRole("button", { name: "Change the level" }).click();
    await one
      .getByRole("dialog")
      .getByRole("button", { name: /Level$/ })
      .click();
    await one.getByRole("option", { name: "debug" }).click();
    await one.getByRole("button", { name: "Change it" }).click();
    await one.getByText("Lines from debug on are written.").first().waitFor();
    await other.getByText(/until \d\d:\d\d; then info again/).waitFor();
    expect(identity.app.log.level()).toBe("debug");
    await one.getByRole("button", { name: "As the settings say" }).click();
    await one.getByRole("button", { name: "Go back" }).click();
    await other.getByText("as the settings say").waitFor();
    await one.context().close();
    await other.context().close();
    expect(faults).toEqual([]);
  });

  it("OBS-07: a line leads to its trace, the trace to its lines, at both widths", async () => {
    const { tokens } = await identity.addSession(admin);
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await identity.send("GET", "/api/v1/admin/users", undefined, {
      authorization: `Bearer ${tokens.accessToken}`,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    for (const width of WIDTHS) {
      const page = await pageOf(`logs?traceId=${traceId}`, width);
      const link = page.getByRole("link", { name: "trace 4bf92f" }).first();
      await link.waitFor();
      await judge(page, "logs", width);
      await link.click();
      await page.getByText("GET /api/v1/admin/users").first().waitFor();
      await page.getByRole("list", { name: "Spans in order of time" }).waitFor();
      await judge(page, "trace", width);
      await page.getByRole("link", { name: "All traces" }).click();
      await page.getByText("of the process that answers").waitFor();
      await judge(page, "traces", width);
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });

  it("OBS-12: the time of a spike is the time of its lines and traces, and leads back to now", async () => {
    const pantry = identity.app.log.child("pantry");
    pantry.error("the spike");
    await identity.send("GET", "/nothing", undefined, {
      traceparent: `00-${"ab".repeat(16)}-00f067aa0ba902b7-01`,
    });
    const from = Math.floor(identity.clock.now() / 1_000) - 60;
    const page = await pageOf(`logs?component=pantry&from=${from}&to=${from + 120}`);
    const lines = page.getByRole("log", { name: "Lines of the log" });
    await lines.getByText("the spike").waitFor();
    await judge(page, "logs-past", 1_440);
    await page.getByRole("link", { name: "Traces" }).first().click();
    await page.getByRole("button", { name: "Back to now" }).waitFor();
    await page.getByRole("table", { name: "Traces, newest first" }).waitFor();
    // An hour before nothing had begun.
    await page.goto(
      `${identity.app.localUrl}/console/operations/traces?from=${from - 7_200}&to=${from - 3_600}`,
    );
    await page.getByText("None of those that are kept happened in this time.").waitFor();
    await page.goto(
      `${identity.app.localUrl}/console/operations/logs?from=${from - 7_200}&to=${from - 3_600}`,
    );
    await page.getByText("remembers none so old").waitFor();
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("UX-09: Tab stops at one line, arrow keys go to the others", async () => {
    const { tokens } = await identity.addSession(admin);
    const bearer = { authorization: `Bearer ${tokens.accessToken}` };
    for (let asked = 0; asked < 5; asked += 1) {
      await identity.send("GET", `/nothing/${asked}`, undefined, bearer);
    }
    const page = await pageOf("logs?component=http", 390);
    const lines = page.getByRole("log", { name: "Lines of the log" });
    const stops = lines.locator("button:not([tabindex='-1'])");
    await page.getByText("Live", { exact: true }).waitFor();
    await expect.poll(() => lines.getByRole("button").count()).toBeGreaterThan(4);
    await page.getByRole("button", { name: "Pause" }).click();
    expect(await stops.count()).toBe(1);
    const first = (await stops.getAttribute("aria-label")) ?? "";
    await stops.focus();
    await page.keyboard.press("ArrowUp");
    const second = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(second).toMatch(/^Only lines of request /);
    expect(second).not.toBe(first);
    await expect.poll(() => stops.getAttribute("aria-label")).toBe(second);
    await page.keyboard.press("End");
    await expect.poll(() => stops.getAttribute("aria-label")).toBe(first);
    await page.keyboard.press("Enter");
    await page.waitForURL(/requestId=/);
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("LOG-07: nobody else sees lines or traces", async () => {
    const eve = await identity.addAccount({ email: "eve@example.org" });
    const logs = await pageOf("logs", 1_440, eve);
    await logs.getByText("Your account may not see the log.").waitFor();
    await logs.context().close();
    const traces = await pageOf("traces", 1_440, eve);
    await traces.getByText("Your account may not see traces.").waitFor();
    await traces.context().close();
  });
});
