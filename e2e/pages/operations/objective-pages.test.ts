import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnomalyRepository } from "../../../packages/plinth/src/modules/anomalies/repository.ts";
import type { EngagementService } from "../../../packages/plinth/src/modules/engagement/index.ts";
import { createSloRepository } from "../../../packages/plinth/src/modules/slo/repository.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";

warnWithoutChromium();

const MINUTE_MS = 60_000;
/** A directory for pictures, such as PICTURES=/tmp/pictures. */
const pictures = process.env["PICTURES"];

describe.skipIf(chromiumPath === undefined)(
  "somebody looks at the objective and the business",
  () => {
    let identity: Identity;
    let browser: Browser;
    const open = (path: string, options: { role?: string; width?: number } = {}) =>
      lookAt(browser, identity, { width: 1_440, ...options, path: `/console${path}` });

    beforeAll(async () => {
      identity = await startConsole();
      const now = identity.clock.now();
      const { store } = identity.app;
      const slo = createSloRepository(store);
      const none = { rows: [], gapMs: 15_000, isStopping: false, forget: false } as const;
      const [diedAt, backAt] = [now - 3 * MINUTE_MS, now - 2.5 * MINUTE_MS];
      const hour = Math.floor(now / 3_600_000) * 3_600_000;
      const seen = { good_ms: 3_000_000, bad_ms: 0, requests: 4_000, faults: 1 };
      const rows = [1, 2, 3, 4].map((back) => ({
        tier: 1,
        slot: hour - back * 3_600_000,
        ...seen,
      }));
      await slo.save({ ...none, rows, node: "one", at: diedAt, since: diedAt - MINUTE_MS });
      await slo.save({ ...none, node: "two", at: now, since: backAt });
      await createAnomalyRepository(store).save("one", [
        {
          id: identity.app.view.name,
          class: "reads",
          signal: "latency",
          startedAt: now - 20 * MINUTE_MS,
          lastAt: now - 15 * MINUTE_MS,
          endedAt: now - 15 * MINUTE_MS,
          points: 30,
          value: 0.4,
          expected: 0.021,
          z: 18.4,
          isSettled: false,
        },
      ]);
      for (let person = 0; person < 3; person += 1) {
        await identity.addSession(await identity.addAccount({ created_at: now }));
      }
      await (identity.app.modules.service("engagement") as EngagementService).sweep();
      // What was read before is taken for the present for two seconds.
      identity.clock.advance(3_000);
      browser = await launchBrowser();
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await identity?.app.stop();
    });

    it("OBS-14, OBS-10: what was measured, what is left and what burns stand first; anomalies are marked", async () => {
      const page = await open("/operations/overview");
      const card = page.getByRole("region", { name: "Objective", exact: true });
      await card.getByText("Objective: 99.99 % in a month").waitFor();
      const words = await card.innerText();
      expect(words).toContain("the budget burns");
      expect(words).toMatch(/3 min 53 s of 4 min 23 s/);
      await card.getByText("Times without any node (1)").click();
      await card.getByText("for 30 s, not planned").waitFor();
      const latency = page.getByRole("figure", { name: "Latency" });
      await latency.getByText("Latency of reads 400 ms, expected 21 ms").waitFor();
      await page.getByRole("figure", { name: "Error budget left" }).waitFor();
      await page.context().close();
    });

    it("OBS-06: who is active and who came back stand on a page that the menu leads to", async () => {
      const page = await open("/operations/overview");
      await page.getByRole("link", { name: "Business" }).first().click();
      await page.getByRole("heading", { name: "Business" }).waitFor();
      const accounts = page.getByRole("region", { name: "Accounts", exact: true });
      await accounts.waitFor();
      expect(await accounts.innerText()).toMatch(/Active today\s+\d/);
      await page.getByRole("heading", { name: "Who came back, by the week of sign-up" }).waitFor();
      await page.context().close();
    });

    it("UX-05, P-114: both can be used without a mouse and read on a phone", async () => {
      for (const [path, heading] of [
        ["/operations/overview", "Overview"],
        ["/operations/business", "Business"],
      ] as const) {
        const page = await open(path, { width: 390 });
        await page.getByRole("heading", { name: heading }).waitFor();
        await page.waitForLoadState("networkidle");
        expect(await contrastFaults(page)).toEqual([]);
        expect(await documentFaults(page)).toEqual([]);
        expect(await keyboardFaults(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
        if (pictures !== undefined) {
          await page.screenshot({ path: `${pictures}/${heading}-390.png`, fullPage: true });
          const wide = await open(path);
          await wide.getByRole("heading", { name: heading }).waitFor();
          await wide.waitForLoadState("networkidle");
          await wide.screenshot({ path: `${pictures}/${heading}-1440.png`, fullPage: true });
          await wide.context().close();
        }
        await page.context().close();
      }
    });

    it("AZ-02: who may not look is told so calmly", async () => {
      const page = await open("/operations/business", { role: "user" });
      await page.getByText("Your account may not see who uses the service.").waitFor();
      await page.context().close();
    });
  },
);
