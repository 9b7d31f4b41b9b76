import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import { reply, route } from "../../packages/plinth/src/http/index.ts";
import { defineModule } from "../../packages/plinth/src/modules/contract/index.ts";
import { Type } from "../../packages/plinth/src/policy/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { watchRequests } from "../support/settled.ts";
import { createAuthority, putCertificate } from "../tls-support/certificates.ts";

warnWithoutChromium();

/** A page with a hole in it: what a stranger wrote is not escaped. */
const leaky = defineModule({
  name: "leaky",
  setup: () => undefined,
  routes: () => [
    route.get(
      "/leaky",
      {
        access: { public: true, because: "for this test" },
        summary: "A page with a hole in it",
        responses: { 200: Type.String() },
        produces: "html",
      },
      () =>
        reply(
          200,
          `<!doctype html><html lang="en"><title>waiting</title><body><script>document.title = "broken"</script><img src="x" onerror="document.title = 'broken'"><script src="https://elsewhere.invalid/x.js"></script></body></html>`,
          ["Content-Type", "text/html; charset=utf-8"],
        ),
    ),
  ],
});

const PAGES = [
  "/",
  "/signin",
  "/signup",
  "/no-such-page",
  "/docs",
  "/status",
  "/docs/errors/NOT_FOUND",
];
const CONSOLE = [
  "/console/signin",
  "/console/admin/limits",
  "/console/operations/overview",
  "/console/operations/traffic",
  "/console/operations/errors",
  "/console/operations/security",
  "/console/operations/health",
  "/console/operations/dependencies",
  "/console/operations/caches",
  "/console/operations/database",
  "/console/operations/readiness",
];

interface Report {
  readonly directive: string;
  readonly blocked: string;
  readonly page: string;
  readonly disposition: string;
}

/** What is kept, once as many as are wanted have come. */
const reported = async (app: TestApplication, wanted: number): Promise<readonly Report[]> => {
  const service = app.modules.service("csp-reports") as {
    readonly view: () => Promise<{ readonly violations: readonly Report[] }>;
  };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { violations } = await service.view();
    if (violations.length >= wanted) return violations;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return (await service.view()).violations;
};

describe.skipIf(chromiumPath === undefined).each([
  ["over plain HTTP, by report-uri", false],
  ["over HTTPS, by the Reporting API", true],
] as const)("content security policies in Chromium %s", (_, isHttps) => {
  const files = scratchDirectory();
  let app: TestApplication;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    app = await startTestApplication({
      modules: [...identityModules, ...operationsModules, leaky],
      web: cibozer.web ?? [],
      env: {
        PUBLIC_STATUS_PAGE: "true",
        ...(isHttps ? putCertificate(files.path, createAuthority().issue()) : {}),
      },
    });
    // Otherwise the browser collects reports for a minute.
    browser = await launchBrowser(["--short-reporting-delay", "--ignore-certificate-errors"]);
    context = await browser.newContext({ ignoreHTTPSErrors: true });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    files.remove();
  });

  const url = (path: string) => `${app.localUrl}${path}`;

  it("WEB-04: every page of ours runs without a violation", async () => {
    const page = await context.newPage();
    const told: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) told.push(message.text());
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
        // biome-ignore lint/suspicious/noConsole: it speaks to the test through the console
        console.error(`Content Security Policy: ${effectiveDirective} ${blockedURI}`),
      );
    });
    const settled = watchRequests(page);
    for (const path of [...PAGES, ...CONSOLE]) {
      await page.goto(url(path));
      await settled();
    }
    expect(told).toEqual([]);
    expect(await reported(app, 0)).toEqual([]);
    await page.close();
  });

  it("WEB-04: an injected script does not run, and is reported and kept by kind", async () => {
    const page = await context.newPage();
    await page.goto(url("/leaky"));
    await page.waitForLoadState("load");
    expect(await page.title()).toBe("waiting");
    const found = await reported(app, 3);
    const kinds = found.map(({ directive, blocked }) => `${directive} ${blocked}`).toSorted();
    expect(kinds).toEqual([
      "script-src-attr inline",
      "script-src-elem https://elsewhere.invalid",
      "script-src-elem inline",
    ]);
    expect(new Set(found.map(({ page: path }) => path))).toEqual(new Set(["/leaky"]));
    expect(app.metrics.render()).toMatch(
      /csp_reports_total\{directive="script-src-attr",disposition="enforce",outcome="noted"\} 1/,
    );
    await page.close();
  });
});

describe.skipIf(chromiumPath === undefined)("a policy that is only tried", () => {
  it("WEB-04: lets the script run, and tells what it would have stopped", async () => {
    const app = await startTestApplication({
      modules: [...operationsModules, leaky],
      env: { CSP_REPORT_ONLY: "true" },
    });
    const browser = await launchBrowser([]);
    try {
      const page = await browser.newPage();
      await page.goto(`${app.localUrl}/leaky`);
      expect(await page.title()).toBe("broken");
      const found = await reported(app, 3);
      expect(new Set(found.map(({ disposition }) => disposition))).toEqual(new Set(["report"]));
      expect(found.length).toBeGreaterThanOrEqual(3);
    } finally {
      await browser.close();
      await app.stop();
    }
  });
});
