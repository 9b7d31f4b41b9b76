import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNINSPECTED } from "../access-support/attack-input.ts";
import {
  startWholeApplication,
  type WholeApplication,
} from "../access-support/whole-application.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { watchRequests } from "../support/settled.ts";
import { shareOfRun } from "../support/share.ts";

warnWithoutChromium();

/** Each would call `pwned` where it runs, in one or another place of a page. */
const STORED = `<img src=x onerror=pwned()>"'><svg onload=pwned()>`;
const REFLECTED = [
  `"><img src=x onerror=pwned()><svg onload=pwned()>`,
  "javascript:pwned()//",
  "';pwned();//{{constructor.constructor('pwned()')()}}\u0024{pwned()}</script><script>pwned()</script>",
] as const;

/** Elements that are there where text was taken for markup. */
const INJECTED = "img[src=x], svg[onload], [href^='javascript:']";

/** Names of query fields that pages read, or that pages of others do. */
const FIELDS = "from next return redirect search q query token id name tab after error message";

describe.skipIf(chromiumPath === undefined)("pages of Cibozer and of the console", () => {
  let whole: WholeApplication;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let pages: readonly string[];
  const ran: string[] = [];
  const faults: string[] = [];

  /** What runs calls this, whenever and in whichever frame. */
  const watch = async (watched: BrowserContext): Promise<void> => {
    await watched.exposeBinding("pwned", ({ frame }) => void ran.push(frame.url()));
    watched.on("page", (opened) => {
      opened.setDefaultTimeout(20_000);
      opened.on("pageerror", ({ message }) => faults.push(message));
      opened.on("dialog", (dialog) => {
        ran.push(dialog.message());
        void dialog.dismiss();
      });
      opened.on("console", (message) => {
        if (/Content.Security.Policy|Refused to/i.test(message.text())) faults.push(message.text());
      });
    });
  };
  /** Goes there, and waits until the page shows what it has to show. */
  const visit = async (target: Page, path: string): Promise<void> => {
    await target.goto(`${whole.identity.app.localUrl}${path}`);
    await target.locator("h1, h2, main").first().waitFor();
  };

  beforeAll(async () => {
    whole = await startWholeApplication({ alter: UNINSPECTED });
    const { identity } = whole;
    const url = identity.app.localUrl;
    const admin = await identity.addAccount({ role: "admin", name: STORED, tier: "free" });
    const as = await whole.bearerOf(admin);
    const store = async (method: string, path: string, body: unknown): Promise<unknown> => {
      const { status, json, text } = await whole.ask(method, path, as, body);
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
      return json["id"];
    };
    const plan = await store("POST", "/api/v1/plans", { days: 1, note: STORED });
    await store("POST", "/api/v1/auth/keys", { name: STORED, scopes: ["plans:read"] });
    await store("PUT", "/api/v1/admin/roles/baker", { description: STORED, permissions: [] });
    await store("POST", "/api/v1/admin/access-reviews", { note: STORED });
    const address = "192.0.2.77";
    const block = { address, kind: "block", minutes: 60, reason: STORED };
    await store("POST", "/api/v1/admin/blocks", block);
    // What callers send about themselves is stored, too: for the sessions, and for the events.
    const agent = { "user-agent": STORED };
    const { email } = await identity.addAccount({ name: STORED });
    const wrong = { email, password: STORED };
    await identity.send("POST", "/api/v1/auth/signin", wrong, agent);

    pages = whole.operations
      .filter(
        ({ method, path }) => method === "GET" && !/\/api\/|\/assets\/|\.|^\/docs\//.test(path),
      )
      .filter(
        ({ path }) => !/health$|^\/(?:ready|metrics|files\/)/.test(path) || /console/.test(path),
      )
      .map(({ path }) =>
        path.replace("{id}", /plans/.test(path) ? String(plan) : admin.id).replace(/\{\w+\}/, "x"),
      );
    browser = await launchBrowser();
    context = await browser.newContext();
    await watch(context);
    const { cookie } = await identity.addSession(admin);
    // Chromium sends Secure cookies to loopback, but takes them from a test for https alone.
    const secure = { url: url.replace("http:", "https:"), secure: true };
    await context.addCookies([{ name: "__Host-plinth", value: cookie, ...secure }]);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await whole?.stop();
  });

  it("VAL-13: stored text is shown, and runs nowhere", async () => {
    expect(pages.length).toBeGreaterThan(25);
    let shown = 0;
    const settled = watchRequests(page);
    for (const path of pages) {
      await visit(page, path);
      await settled();
      // Chromium has to have looked at every image that it could have been given.
      expect(await page.locator(INJECTED).count()).toBe(0);
      if ((await page.locator("body").innerText()).includes("onerror=pwned()")) shown += 1;
    }
    expect(shown).toBeGreaterThan(4);
    expect(ran).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("VAL-13: nothing of query or fragment runs, signed in or not", async () => {
    const stranger = await browser.newContext();
    await watch(stranger);
    const strange = await stranger.newPage();
    for (const [index, path] of shareOfRun(pages, 2).entries()) {
      const payload = REFLECTED[index % REFLECTED.length] ?? "";
      const query = FIELDS.split(" ").map((name) => `${name}=${encodeURIComponent(payload)}`);
      // The fragment comes as browsers send it: as it is, and as the token that pages look for.
      const fragment = index % 2 === 0 ? payload : `token=${payload}`;
      // Pages for strangers are seen by one; the others would only send a stranger to sign in.
      const target = /sign|forgot|password|email|unlock/.test(path) ? strange : page;
      await visit(target, `${path}?${query.join("&")}#${fragment}`);
      expect(await target.locator(INJECTED).count()).toBe(0);
    }
    await stranger.close();
    expect(ran).toEqual([]);
    expect(faults).toEqual([]);
  });

  it.each(["javascript:pwned()", "//evil.example/x", "/\t/evil.example"])(
    "VAL-13: who signs in is led to no other place by from=%s",
    async (from) => {
      const { identity } = whole;
      const url = identity.app.localUrl;
      const email = `led.${from.length}@example.net`;
      const user = { email, password: PASSWORD, name: "Led", role: "user", tier: "free" };
      await identity.credentials.createUser({ ...user, verified: true });
      const own = await browser.newContext();
      await watch(own);
      const led = await own.newPage();
      const away: string[] = [];
      led.on("request", (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith("data:")) {
          away.push(request.url());
        }
      });
      await visit(led, `/signin?from=${encodeURIComponent(from)}`);
      await led.getByLabel("E-mail address").fill(email);
      await led.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await led.getByRole("button", { name: "Sign in", exact: true }).click();
      await led.waitForURL((now) => now.pathname !== "/signin");
      expect(new URL(led.url()).origin).toBe(url);
      expect(away).toEqual([]);
      expect(ran).toEqual([]);
      await own.close();
    },
  );

  it("VAL-13 broken twin: a page that writes what it is given runs it, and it is seen", async () => {
    const bare = await context.newPage();
    await bare.setContent(`<p>${STORED}</p>`);
    await expect.poll(() => ran.length).toBeGreaterThan(0);
    ran.length = 0;
    await bare.close();
  });
});
