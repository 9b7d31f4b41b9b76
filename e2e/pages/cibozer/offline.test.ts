import fc from "fast-check";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPushBrowser } from "../../../packages/plinth/src/testing/push-browser.ts";
import { createApi, PASSWORD } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { runPlinth } from "../../support/run.ts";
import { scratchDirectory } from "../../support/scratch.ts";
import { type ServerProcess, startServer } from "../../support/server.ts";
import { type Front, startFront } from "./front.ts";
import { ENDS, openStorage } from "./sealed-storage.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: ServerProcess;
let front: Front;
let data: ReturnType<typeof scratchDirectory>;
let planId = "";

const at = (path: string): string => `${front.url}${path}`;
const banner = () => page.getByText("No connection to the server");
const checkChanges = (): readonly string[] =>
  front.changes.filter((change) => change.includes("/groceries/checks"));

/** What the test needs of the worker's scope; the types of pages know none. */
interface WorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow: (url: string) => Promise<void> };
  readonly NotificationEvent: new (
    type: string,
    init: { readonly notification: Notification },
  ) => Event;
}

/** Another session of the same person. */
const accessToken = async (): Promise<string> => {
  const words = { email: EMAIL, password: PASSWORD };
  return String(
    (await createApi(server.url).call("POST", "/api/v1/auth/signin", words)).json["accessToken"],
  );
};

/** Everything that lies in the Cache Storage: addresses, and the texts of what is no file. */
const cachedPaths = (): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys())
        found.push(new URL(url).pathname);
    }
    return found;
  });

/** All bytes of the box in the browser's database, as text. */
const boxText = (): Promise<string> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    if (!names.includes("cibozer.kept")) return "none";
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("cibozer.kept");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const rows = await new Promise<{ data: ArrayBuffer }[]>((resolve) => {
      const request = database.transaction("texts").objectStore("texts").getAll();
      request.onsuccess = () => resolve(request.result as { data: ArrayBuffer }[]);
    });
    database.close();
    return rows.map(({ data }) => new TextDecoder("latin1").decode(data)).join(" == row == ");
  });

describe.skipIf(chromiumPath === undefined)("UX-02: Cibozer with no network", () => {
  beforeAll(async () => {
    data = scratchDirectory();
    const words = ["user", "create", "--email", EMAIL, "--password", PASSWORD, "--role", "user"];
    await runPlinth(words, { PLINTH_DATA: data.path });
    server = await startServer(data.path);
    front = await startFront(server.url);
    const api = createApi(server.url, await accessToken());
    planId = String(
      (await api.call("POST", "/api/v1/plans", { days: 3, kcal: 2000, seed: 5 })).json["id"],
    );
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(at("/signin"));
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Your plans" }).waitFor();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });
  afterAll(async () => {
    await browser?.close();
    await front?.close();
    await server?.kill();
    data?.remove();
  });

  it("UX-01: it can be installed, and its worker is asked for anew each time", async () => {
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // A private window, as the test's, can install nothing.
    expect(
      installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"),
    ).toEqual([]);
    const worker = await fetch(at("/sw.js"));
    expect(worker.headers.get("cache-control")).toBe("no-cache");
    expect(worker.headers.get("content-type")).toMatch(/^text\/javascript/);
    const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    expect(scope).toBe(at("/"));
  });

  it("UX-02: the last plan and its list come up, and a day is planned", async () => {
    const list = page.waitForResponse((answer) => answer.url().includes("/groceries?"));
    await page.goto(at(`/plans/${planId}`));
    await page.getByRole("heading", { name: /^3 days from/ }).waitFor();
    await list;
    const title = await page.locator(".meal-title").first().innerText();
    // Who is signed in, the plans, this one, the kitchen; and its list, though nobody has opened it.
    await expect
      .poll(async () => (await boxText()).split(" == row == ").length, { timeout: 10_000 })
      .toBe(5);
    front.setUp(false);
    await page.reload();
    await page.getByRole("heading", { name: /^3 days from/ }).waitFor();
    await banner().waitFor();
    expect(await page.locator(".meal-title").first().innerText()).toBe(title);
    await page.locator(".meal-title").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: "Method" }).waitFor();
    for (const field of [
      dialog.getByRole("checkbox", { name: "I had this" }),
      dialog.getByRole("radio", { name: /4 of 5/ }),
    ]) {
      await field.focus();
      await page.keyboard.press("Space");
    }
    await expect.poll(() => page.getByText("2 changes are kept on this device").count()).toBe(1);
    await page.goto(at(`/plans/${planId}/groceries`));
    await page.getByText(/^0 of \d+ in the basket/).waitFor();
    const boxes = page.locator(".grocery").getByRole("checkbox");
    for (const n of [0, 1]) await boxes.nth(n).click({ force: true });
    await page.getByText("2 not sent yet").waitFor();
    await page.goto(at("/"));
    await page.getByRole("button", { name: "Plan my day" }).click();
    await page.getByRole("heading", { name: /^Your day, / }).waitFor();
  });

  it("P-116: ticks arrive once though the answer is lost, under one key", async () => {
    await page.goto(at(`/plans/${planId}/groceries`));
    await page.getByText("2 not sent yet").waitFor();
    await page.getByText("2 changes are kept on this device").waitFor();
    front.loseAnswers(/\/groceries\/checks$|\/history$/);
    front.setUp(true);
    // It looks by itself too; then the button is gone before it is pressed.
    const tried = page.getByRole("button", { name: "Try now" }).click({ timeout: 3_000 });
    await Promise.all([tried.catch(() => undefined), banner().waitFor({ state: "detached" })]);
    // Of both kinds one is lost, whichever leaves first.
    const isLost = (name: string) => front.losses.some((path) => path.endsWith(name));
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.dispatchEvent(new Event("online")));
          return isLost("/checks") && isLost("/history");
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    front.loseAnswers(undefined);
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.dispatchEvent(new Event("online")));
          return page.getByText("not sent yet").count();
        },
        { timeout: 10_000 },
      )
      .toBe(0);
    // Two ticks, two keys; the one whose answer was lost came twice under its own.
    await page.getByText("kept on this device").waitFor({ state: "detached" });
    const toldKeys = (path: string) =>
      front.changes.filter((change) => change.includes(path)).map((one) => one.split(" ")[2]);
    expect(new Set(toldKeys("/api/v1/history")).size).toBe(1);
    expect(toldKeys("/api/v1/history").length).toBeGreaterThan(1);
    expect(toldKeys("/kitchen/tastes/")).toHaveLength(1);
    const keys = checkChanges().map((change) => change.split(" ")[2]);
    expect(new Set(keys).size).toBe(2);
    expect(keys.length).toBeGreaterThan(2);
    for (const key of keys) expect(key).toMatch(/^"[0-9a-f]{32}"$/);
    await page.reload();
    await page.getByText(/^2 of \d+ in the basket/).waitFor();
  });

  it("UX-01: a new build asks, and comes when the person says so", async () => {
    const button = page.getByRole("button", { name: "Load it now" });
    let build = 0;
    // A build that comes before the page listens takes over without a word; the next one asks.
    await expect
      .poll(
        async () => {
          build += 1;
          front.setVersion(`0123456789a${build % 10}`);
          await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
          await button.waitFor({ timeout: 5_000 }).catch(() => undefined);
          return button.count();
        },
        { timeout: 50_000 },
      )
      .toBe(1);
    await Promise.all([page.waitForEvent("load"), button.click()]);
    await page.getByText(/^2 of \d+ in the basket/).waitFor();
    const names = await page.evaluate(() => caches.keys());
    expect(names).toContain(`cibozer-shell-0123456789a${build % 10}`);
  });

  it("UX-01: a press of a button asks for reminders; the worker shows one, and leads to its page", async () => {
    await context.grantPermissions(["notifications"], { origin: front.url });
    // The push service is on the internet, where no test goes; the browser's own part is its own.
    const { subscription } = await createPushBrowser(
      "https://fcm.googleapis.com/fcm/send/of-a-test",
    );
    await page.addInitScript((address) => {
      let made: object | null = null;
      const own = PushManager.prototype as unknown as Record<string, unknown>;
      own["getSubscription"] = async () => made;
      own["subscribe"] = async (options: { readonly applicationServerKey: Uint8Array }) => {
        const isKey = options.applicationServerKey.length === 65;
        made = isKey ? { toJSON: () => address, unsubscribe: async () => true } : null;
        return made;
      };
    }, subscription);
    await page.goto(at("/profile"));
    const card = page.getByRole("region", { name: "Reminders" });
    await card.getByText("When to begin with dinner").waitFor();
    const api = createApi(server.url, await accessToken());
    const addresses = async () =>
      (await api.call("GET", "/api/v1/push/subscriptions")).json["subscriptions"] as unknown[];
    expect(await addresses()).toEqual([]);
    await card.getByRole("button", { name: "Remind me on this device" }).click();
    await card.getByRole("button", { name: "No more on this device" }).waitFor();
    expect(await addresses()).toHaveLength(1);
    expect((await api.call("GET", "/api/v1/reminders")).json).toMatchObject({ cook: true });

    const session = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const mine = registrations.find(({ scopeURL }) => scopeURL === at("/"));
        if (mine !== undefined) resolve(mine.registrationId);
      });
    });
    await session.send("ServiceWorker.enable");
    const path = `/plans/${planId}`;
    const data = { title: "Time to begin", body: "Soup", tag: "time-to-cook", language: "en" };
    await session.send("ServiceWorker.deliverPushMessage", {
      origin: front.url,
      registrationId: await registered,
      data: JSON.stringify({ ...data, path }),
    });
    const shown = () =>
      page.evaluate(async () => {
        const { getNotifications } = await navigator.serviceWorker.ready.then((one) => ({
          getNotifications: () => one.getNotifications(),
        }));
        return (await getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
      });
    const { title, body, tag } = data;
    await expect.poll(shown, { timeout: 10_000 }).toEqual([{ title, body, tag }]);
    // A press cannot be made from here: its event is, and where it leads to is looked at.
    const worker = context.serviceWorkers().at(-1);
    const opened = await worker?.evaluate(async () => {
      const scope = self as unknown as WorkerScope;
      const [notification] = await scope.registration.getNotifications();
      if (notification === undefined) return "no notification";
      return new Promise<string>((resolve) => {
        scope.clients.openWindow = async (url) => resolve(url);
        scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
      });
    });
    expect(opened).toBe(at(path));
    await expect.poll(shown, { timeout: 10_000 }).toEqual([]);
  });

  it("P-025, UX-12: any text comes back as it was, lies there sealed, and is nobody's after its person", async () => {
    const own = await browser.newContext();
    const keep = await openStorage(own);
    const texts = fc
      .string({ unit: "grapheme", maxLength: 300 })
      .filter((text) => text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(...ENDS), async (words, end) => {
        const text = JSON.stringify({ words });
        const { raw, ...found } = await keep(text, end);
        const gone = { isKeyReadable: false, isLeft: false, next: "nothing", replayed: "nothing" };
        expect(found).toEqual({ back: text, ...gone });
        const bytes = Buffer.from(text);
        for (const form of ["latin1", "base64", "hex"] as const) {
          expect(raw).not.toContain(bytes.toString(form));
        }
      }),
      { numRuns: 40 },
    );
    await own.close();
  });

  it("P-025, UX-02, UX-12: what is kept is sealed, and nothing of it is there after signing out", async () => {
    const sealed = await boxText();
    expect(sealed.length).toBeGreaterThan(2000);
    for (const word of [EMAIL, planId, "recipe", "kcal"]) expect(sealed).not.toContain(word);
    await page.goto(at("/account"));
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("link", { name: "Sign up" }).first().waitFor();
    await expect.poll(boxText).toBe("none");
    const paths = await cachedPaths();
    expect(paths.filter((path) => path.startsWith("/api") || path.startsWith("/plans"))).toEqual(
      [],
    );
    const local = await page.evaluate(() => JSON.stringify(localStorage));
    expect(local).not.toContain("plinth.user.");
    front.setUp(false);
    await page.goto(at(`/plans/${planId}`));
    await page.getByText("No connection").first().waitFor();
    expect(await page.locator(".meal-title").count()).toBe(0);
    front.setUp(true);
  });
});
