import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { access } from "../../../packages/plinth/src/modules/access/index.ts";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import { type AlertsService, alerts } from "../../../packages/plinth/src/modules/alerts/index.ts";
import {
  startSink,
  type TestSink,
} from "../../../packages/plinth/src/modules/alerts/tests/sink.test-support.ts";
import { defineModule } from "../../../packages/plinth/src/modules/contract/index.ts";
import { readingOf } from "../../../packages/plinth/src/services/alerts/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { pageFaults } from "../../support/every-width.ts";

warnWithoutChromium();

const MARKUP = `<img src=x onerror="document.title='broken'">`;
/** Pictures for people to look at; only where a folder is named. */
const PICTURES = process.env["PICTURES"];

interface Pond {
  level: number;
}

/** Somebody's rule, whose words are as bad as they can be. */
const pond = defineModule({
  name: "pond",
  setup: ({ alerts: register }): Pond => {
    const service: Pond = { level: 0 };
    const limits = { unit: "ratio", fires: "above", warning: 0.5, critical: 0.8 } as const;
    register.declare({
      id: "pond-full",
      about: "The pond is too full.",
      advice: "Open the gate.",
      severity: "warning",
      limits,
      chart: { metric: "http_requests_total", statistic: "rate" },
      evaluate: async (_, now = limits) =>
        readingOf(service.level, now, `It is full to ${service.level} ${MARKUP}.`),
    });
    return service;
  },
});

describe.skipIf(chromiumPath === undefined)("somebody on call looks at alerts", () => {
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let sink: TestSink;
  let admin: AccountRow;

  const pageOf = (path: string, width = 1_440, scheme: "light" | "dark" = "light") =>
    lookAt(browser, identity, { path, account: admin, faults, width, scheme });
  const press = (page: Page, name: string | RegExp) =>
    page
      .getByRole("button", { name, exact: typeof name === "string" })
      .first()
      .click();
  const pondAt = async (level: number): Promise<void> => {
    (identity.app.modules.service("pond") as Pond).level = level;
    identity.clock.advance(10_000);
    await (identity.app.modules.service("alerts") as AlertsService).duty.turn();
    await identity.app.jobs.settled();
  };

  beforeAll(async () => {
    sink = await startSink();
    identity = await startConsole({
      only: [access, alerts],
      modules: [pond],
      env: { ALERT_WEBHOOK_URL: sink.url, ALERT_WEBHOOK_SECRET: "a-secret-of-the-sink" },
    });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
    await sink?.close();
  });

  it("OBS-09: sees that all is well, tries a notice, sets a limit after a try, and silences", async () => {
    const page = await pageOf("/console/operations/alerts");
    await page.getByText("All is well").waitFor();
    await press(page, "Send a test");
    await page.getByText("Webhook: it arrived.").waitFor();
    expect(sink.posted.map(({ json }) => json["kind"])).toEqual(["test"]);
    await press(page, "Change pond-full");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Warning above").fill("30");
    await press(page, "Try it now");
    await dialog.getByText(/It would not fire now/).waitFor();
    await press(page, "Save");
    await page.getByText("above 30 %, critical above 80 %").waitFor();
    await press(page, "Silence pond-full");
    await dialog.getByLabel("Why").fill("The gate is painted.");
    await dialog.getByRole("button", { name: "Silence", exact: true }).click();
    await page.getByRole("table", { name: "Silences" }).getByText("The gate is painted.").waitFor();
    await press(page, "End the silence of pond-full");
    await press(page, "End it");
    await page.getByRole("table", { name: "Silences" }).waitFor({ state: "detached" });
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("OBS-09, OBS-11: sees what is wrong with its chart, says so, and closes the incident", async () => {
    identity.clock.advance(600_000);
    await pondAt(0.9);
    const page = await pageOf("/console/operations/alerts");
    const row = page.getByRole("table", { name: "Alerts" }).getByRole("row").nth(1);
    await row.getByText("critical").waitFor();
    expect(await row.innerText()).toContain(MARKUP);
    expect(await page.title()).not.toBe("broken");
    await press(page, "Look: The pond is too full.");
    await page.getByRole("dialog").getByText("Open the gate.").waitFor();
    await page.getByRole("dialog").getByText("http_requests_total").first().waitFor();
    await press(page, "Close");
    await press(page, "I have seen it: The pond is too full.");
    await page.getByText("Noted that you have seen it.").first().waitFor();
    await page.getByRole("link", { name: "See what happened and what was done" }).click();
    await page.getByRole("link", { name: "The pond is too full." }).click();
    await page.getByText("It began").waitFor();
    await press(page, "Write a note");
    await page.getByLabel("What", { exact: true }).fill("A fish was in the gate.");
    await press(page, "Write it down");
    await page.getByText("A fish was in the gate.").waitFor();
    await pondAt(0);
    await press(page, "Look again");
    await page.getByText("It was over").waitFor();
    await press(page, "Close");
    await page.getByLabel("What", { exact: true }).fill("The fish is out.");
    await press(page, "Close it");
    await page.getByText("The incident is closed.").first().waitFor();
    await page.getByText("The fish is out.").first().waitFor();
    expect(sink.posted.map(({ json }) => json["kind"])).toEqual(["test", "firing", "resolved"]);
    // What is over stands among all of a time; a link to a time of the past shows all of then.
    const day = 86_400;
    const now = Math.floor(identity.clock.now() / 1_000);
    await page.goto(
      `${identity.app.localUrl}/console/operations/alerts?from=${now - day}&to=${now + day}`,
    );
    const alerts = page.getByRole("table", { name: "Alerts" });
    await alerts.getByText("The pond is too full.").first().waitFor();
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "Alerts, all as CSV" }).click();
    expect(await readFile(await (await waiting).path(), "utf8")).toMatch(
      /"pond-full","The pond is too full\."/,
    );
    await page.goto(
      `${identity.app.localUrl}/console/operations/alerts?from=${now - 9 * day}&to=${now - 8 * day}`,
    );
    await page.getByText("No rule fired in this time.").waitFor();
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("P-114: has no fault at 390 and 1440 px, light and dark, by eye, reader and keyboard", async () => {
    identity.clock.advance(600_000);
    await pondAt(0.9);
    const { incidents } = (await (
      identity.app.modules.service("alerts") as AlertsService
    ).incidents.page({ isOpen: true, from: undefined, to: undefined, before: undefined })) as {
      incidents: readonly { id: string }[];
    };
    const found: Record<string, readonly string[]> = {};
    if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
    for (const [name, path, shown] of [
      ["alerts", "alerts", "pond-full"],
      ["incidents", "incidents", "The pond is too full."],
      ["incident", `incidents/${incidents[0]?.id}`, "It began"],
    ] as const) {
      for (const [width, scheme] of [
        [390, "dark"],
        [1_440, "light"],
      ] as const) {
        const page = await pageOf(`/console/operations/${path}`, width, scheme);
        await page.getByText(shown).first().waitFor();
        const own = [
          ...(await pageFaults(page)),
          ...(width === 390 ? [] : await keyboardFaults(page)),
        ];
        if (own.length > 0) found[`${name} ${width}`] = own;
        if (PICTURES !== undefined) {
          const file = join(PICTURES, `${name}-${width}.png`);
          await page.screenshot({ path: file, fullPage: true });
        }
        await page.context().close();
      }
    }
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  });
});
