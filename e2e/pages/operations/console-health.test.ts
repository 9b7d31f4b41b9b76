import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../../packages/plinth/src/app/index.ts";
import { createManualClock } from "../../../packages/plinth/src/core/index.ts";
import {
  defineModule,
  type HealthReport,
} from "../../../packages/plinth/src/modules/contract/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../../packages/plinth/src/testing/index.ts";
import { PASSWORD } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";

warnWithoutChromium();

const PAGE = "/console/operations/health";

/** A part whose health the test switches. */
const parcels = defineModule({
  name: "parcels",
  setup: () => ({ report: { healthy: true, required: true } as HealthReport }),
  health: async ({ report }) => report,
});

describe.skipIf(chromiumPath === undefined)(
  "an operator looks at the health of the service",
  () => {
    const clock = createManualClock(Date.now() - 600_000);
    const faults: string[] = [];
    const lines: string[] = [];
    let application: TestApplication;
    let browser: Browser;

    beforeAll(async () => {
      application = await startTestApplication({
        modules: [...identityModules, ...operationsModules, parcels],
        web: cibozer.web ?? [],
        clock,
        onLogLine: (line) => lines.push(line),
        env: { HEALTH_CHECK_INTERVAL: "3600" },
      });
      const service = <S>(name: string) => application.modules.service(name) as S;
      const { history } = service<{ readonly history: { readonly check: () => Promise<void> } }>(
        "status",
      );
      const part = service<{ report: HealthReport }>("parcels");
      await history.check();
      clock.advance(300_000);
      part.report = { healthy: false, required: true, detail: { carrier: "silent" } };
      await history.check();
      clock.advance(120_000);
      part.report = { healthy: true, required: true };
      await history.check();
      const { createUser } = service<{
        readonly createUser: (user: Record<string, unknown>) => Promise<unknown>;
      }>("credentials");
      for (const role of ["admin", "user"]) {
        const email = `${role}@example.org`;
        await createUser({
          email,
          password: PASSWORD,
          name: role,
          role,
          tier: "free",
          verified: true,
        });
      }
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await application?.stop();
    });

    const signedIn = async (role: string, colorScheme: "light" | "dark"): Promise<Page> => {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        colorScheme,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on("pageerror", (error) => faults.push(error.message));
      await page.goto(`${application.localUrl}/console/signin?from=/operations/health`);
      await page.getByLabel("E-mail address").fill(`${role}@example.org`);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { level: 1, name: "Health" }).waitFor();
      return page;
    };

    it("HLT-08: an administrator finds the page in the menu, and the fall with its length", async () => {
      const page = await signedIn("admin", "dark");
      await page.goto(`${application.localUrl}/console/account`);
      await page.getByRole("link", { name: "Operations" }).click();
      await page.getByRole("navigation", { name: "Operations" }).getByText("Operations:").click();
      await page.getByRole("link", { name: "Health" }).click();
      const part = page.getByRole("region", { name: "parcels" });
      await part.waitFor();
      expect(await part.getByRole("listitem").allInnerTexts()).toEqual([
        expect.stringMatching(/^Works/),
        expect.stringMatching(/^Down\s+2 min\s[\s\S]*carrier=silent/),
        expect.stringMatching(/^Works\s+5 min/),
      ]);
      expect(await part.getByRole("img").getAttribute("aria-label")).toMatch(/% up on \d measured/);
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        const widths = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
      }
      await page.context().close();
    });

    it("HLT-08: a plain account is told that the page is not for it, and has no link to it", async () => {
      const page = await signedIn("user", "light");
      await page.getByText("For administrators").waitFor();
      expect(await page.getByRole("link", { name: "Operations" }).count()).toBe(0);
      expect(await page.getByRole("region", { name: "parcels" }).count()).toBe(0);
      await page.context().close();
    });

    it("HLT-08: while nothing answers the page says so, and looks again when asked", async () => {
      const page = await signedIn("admin", "light");
      await page.getByRole("region", { name: "parcels" }).waitFor();
      const route = "**/api/v1/admin/health/history*";
      await page.route(route, (one) => one.fulfill({ status: 500, body: "{}" }));
      await page.goto(`${application.localUrl}${PAGE}`);
      await page.getByRole("alert").waitFor();
      await page.unroute(route);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("region", { name: "parcels" }).waitFor();
      await page.context().close();
      expect(faults).toEqual([]);
    });

    it("UX-11, P-024: a page that breaks shows an id, and the server hears of it by that id", async () => {
      const page = await signedIn("admin", "light");
      await page.route("**/api/v1/admin/health/history*", (one) =>
        one.fulfill({ json: { entries: 7 } }),
      );
      const answered = page.waitForResponse((one) => one.url().endsWith("/api/v1/client-errors"));
      await page.goto(`${application.localUrl}${PAGE}?from=secret`);
      expect((await answered).status()).toBe(204);
      const id = await page.getByRole("alert").locator("code").innerText();
      // The rest of the page lives.
      await page.getByRole("link", { name: "Account" }).click();
      await page.getByRole("heading", { level: 1, name: /account/i }).waitFor();
      await page.context().close();
      const reports = lines.map((line) => JSON.parse(line)).filter(({ report }) => report);
      expect(reports).toMatchObject([{ category: "client", report: { id, page: PAGE } }]);
      expect(reports[0].report.part).toMatch(/^this page: \w+/);
      expect(JSON.stringify(reports)).not.toContain("secret");
    });
  },
);
