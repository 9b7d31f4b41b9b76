import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPushBrowser } from "../../../packages/plinth/src/testing/push-browser.ts";
import { createApi, PASSWORD } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { runPlinth } from "../../support/run.ts";
import { scratchDirectory } from "../../support/scratch.ts";
import { type ServerProcess, startServer } from "../../support/server.ts";
import { type Front, startFront } from "./front.ts";
import { boxText, cachedPaths, holdSealing, syncTags, watchBasket } from "./kept-on-device.ts";
import { ENDS, openStorage } from "./sealed-storage.ts";
import { letSessionsRunOut } from "./session-clock.ts";
import { wakeWorker } from "./worker-events.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
const OTHER = "bob@example.com";
let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: ServerProcess;
let front: Front;
let data: ReturnType<typeof scratchDirectory>;
let planId = "";
/** Another session of the same person. */
let api: ReturnType<typeof createApi>;

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

/** Ticks the first foods of the list that are not in the basket, with no network. */
const tickAlone = async (count: number): Promise<void> => {
  await page.goto(at(`/plans/${planId}/groceries`));
  await page.getByText(/^\d+ of \d+ in the basket/).waitFor();
  front.setUp(false);
  const open = page.locator(".grocery").getByRole("checkbox", { checked: false });
  // By the keyboard: the banner that comes meanwhile moves what a press would meet.
  for (let n = 0; n < count; n += 1) await open.first().press(" ");
  await page.getByText(`${count} not sent yet`).waitFor();
};

/** Signs a browser in, without its pages. */
const signIn = async (device: BrowserContext, email: string): Promise<void> => {
  const answer = await device.request.post(at("/api/v1/auth/signin"), {
    data: { email, password: PASSWORD },
  });
  expect(answer.status()).toBe(200);
};

/** Another session of the same person, as a program has one. */
const openApi = async () => {
  const words = { email: EMAIL, password: PASSWORD };
  const { json } = await createApi(server.url).call("POST", "/api/v1/auth/signin", words);
  return createApi(server.url, String(json["accessToken"]));
};

/** What is in the basket, as another device of the same person is told. */
const checkedFoods = async (): Promise<unknown> =>
  (await api.call("GET", `/api/v1/plans/${planId}/groceries?units=metric`)).json["checked"];

describe.skipIf(chromiumPath === undefined)("UX-02: Cibozer with no network", () => {
  beforeAll(async () => {
    data = scratchDirectory();
    for (const email of [EMAIL, OTHER]) {
      const words = ["user", "create", "--email", email, "--password", PASSWORD, "--role", "user"];
      await runPlinth(words, { PLINTH_DATA: data.path });
    }
    server = await startServer(data.path);
    front = await startFront(server.url);
    api = await openApi();
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

  /** One that failed leaves those after it a network, and nothing that waits. */
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    front.setUp(true);
    front.loseAnswers(undefined);
    if (page.isClosed()) page = await context.newPage();
    await page.goto(at(`/plans/${planId}/groceries`)).catch(() => undefined);
    const waiting = page.getByText(/not sent yet|kept on this device/);
    await waiting
      .first()
      .waitFor({ state: "detached" })
      .catch(() => undefined);
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
      .poll(async () => (await boxText(page)).split(" == row == ").length, { timeout: 10_000 })
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
    // Told is not kept: a page that went now would take along what does not lie on the device yet.
    await page.getByText("2 changes are kept on this device").waitFor();
    await page.goto(at(`/plans/${planId}/groceries`));
    await page.getByText(/^0 of \d+ in the basket/).waitFor();
    const boxes = page.locator(".grocery").getByRole("checkbox");
    for (const n of [0, 1]) await boxes.nth(n).press(" ");
    await page.getByText("2 not sent yet").waitFor();
    await page.goto(at("/"));
    await page.getByRole("button", { name: "Plan my day" }).click();
    await page.getByRole("heading", { name: /^Your day, / }).waitFor();
  });

  it("P-114: with no network the dishes are named in another language too", async () => {
    const data = <T>(name: string) =>
      JSON.parse(readFileSync(`apps/cibozer/data/${name}.de.json`, "utf8")) as Record<string, T>;
    const steps = data<readonly string[]>("recipe-steps");
    const said = Object.entries(data<string>("recipe-titles")).map(([id, title]) => ({
      title,
      steps: steps[id],
    }));
    await page.goto(at(`/plans/${planId}`));
    const first = page.locator(".meal-title").first();
    await first.waitFor();
    await page.getByRole("button", { name: "Deutsch" }).click();
    const dish = async () => {
      const shown = await first.innerText();
      return said.find(({ title }) => title === shown);
    };
    await expect.poll(dish).toBeDefined();
    const german = await dish();
    await page.reload();
    await expect.poll(() => first.innerText()).toBe(german?.title);
    await first.click();
    const shown = page.getByRole("dialog").locator(".steps li");
    await expect.poll(() => shown.allTextContents()).toEqual(german?.steps);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: /^3 days from/ }).waitFor();
  });

  it("P-116: ticks arrive once though the answer is lost, under one key", async () => {
    await page.goto(at(`/plans/${planId}/groceries`));
    await page.getByText("2 not sent yet").waitFor();
    await page.getByText("2 changes are kept on this device").waitFor();
    front.loseAnswers(/\/history$/);
    front.setUp(true);
    // It looks by itself too; then the button is gone before it is pressed.
    const tried = page.getByRole("button", { name: "Try now" }).click({ timeout: 3_000 });
    await Promise.all([tried.catch(() => undefined), banner().waitFor({ state: "detached" })]);
    const sendUntilLost = (name: string) =>
      expect
        .poll(
          async () => {
            await page.evaluate(() => window.dispatchEvent(new Event("online")));
            return front.losses.some((path) => path.endsWith(name));
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    // They go in the order in which they were told: the ticks come after what was had.
    await sendUntilLost("/history");
    expect(checkChanges()).toEqual([]);
    front.loseAnswers(/\/groceries\/checks$/);
    await sendUntilLost("/checks");
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
    // Two ticks that wait are one batch; its answer was lost, and it came again under its key.
    await page.getByText("kept on this device").waitFor({ state: "detached" });
    const toldKeys = (path: string) =>
      front.changes.filter((change) => change.includes(path)).map((one) => one.split(" ")[2]);
    expect(new Set(toldKeys("/api/v1/history")).size).toBe(1);
    expect(toldKeys("/api/v1/history").length).toBeGreaterThan(1);
    expect(toldKeys("/kitchen/tastes/")).toHaveLength(1);
    const keys = checkChanges().map((change) => change.split(" ")[2]);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBeGreaterThan(1);
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
    const addresses = async () =>
      (await api.call("GET", "/api/v1/push/subscriptions")).json["subscriptions"] as unknown[];
    expect(await addresses()).toEqual([]);
    await card.getByRole("button", { name: "Remind me on this device" }).click();
    await card.getByRole("button", { name: "No more on this device" }).waitFor();
    expect(await addresses()).toHaveLength(1);
    expect((await api.call("GET", "/api/v1/reminders")).json).toMatchObject({ cook: true });

    const path = `/plans/${planId}`;
    const data = { title: "Time to begin", body: "Soup", tag: "time-to-cook", language: "en" };
    await (await wakeWorker(context, page, front.url)).push({ ...data, path });
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

  it("UX-02, P-116: what was ticked with no network, on a page that is closed, is sent by the worker", async () => {
    const quiet = await context.newPage();
    const worker = await wakeWorker(context, quiet, front.url);
    await tickAlone(2);
    // The browser was asked to wake the worker; it will, in its own time.
    await expect.poll(() => syncTags(page), { timeout: 10_000 }).toContain("letters");
    await page.close();
    page = quiet;
    const before = checkChanges().length;
    front.setUp(true);
    await worker.sync("letters");
    await expect.poll(() => checkChanges().length, { timeout: 15_000 }).toBeGreaterThan(before);
    // Not asked for too often: the limit of the person counts this too.
    const slowly = { timeout: 15_000, interval: 1_000 };
    await expect.poll(checkedFoods, slowly).toHaveLength(4);
    const other = await browser.newContext();
    await signIn(other, EMAIL);
    const device = await other.newPage();
    await device.goto(at(`/plans/${planId}/groceries`));
    await device.getByText(/^4 of \d+ in the basket/).waitFor();
    await other.close();
    // With no network again, the list that was kept knows of it.
    front.setUp(false);
    await page.goto(at(`/plans/${planId}/groceries`));
    await page.getByText(/^4 of \d+ in the basket$/).waitFor();
    front.setUp(true);
  });

  it("P-116, UX-12: the worker sends nothing for anybody but whose it is, and for nobody", async () => {
    const own = await context.cookies();
    const had = await checkedFoods();
    const quiet = await context.newPage();
    const worker = await wakeWorker(context, quiet, front.url);
    for (const who of ["somebody else", "nobody"] as const) {
      await tickAlone(1);
      await page.close();
      const before = checkChanges().length;
      front.setUp(true);
      await context.clearCookies();
      if (who === "somebody else") await signIn(context, OTHER);
      // A file of the origin: the box can be looked at, and nothing of the application runs.
      page = await context.newPage();
      await page.goto(at("/robots.txt"));
      const waiting = await boxText(page);
      await worker.sync("letters");
      // It has been there once the box is not the person's any more.
      if (who === "nobody")
        await expect.poll(() => boxText(page), { timeout: 15_000 }).toBe("none");
      else {
        await expect
          .poll(async () => (await boxText(page)).split(" == row == ").length, { timeout: 15_000 })
          .toBe(1);
        expect(await boxText(page)).not.toBe(waiting);
      }
      expect(checkChanges()).toHaveLength(before);
      await context.clearCookies();
      await context.addCookies(own);
    }
    expect(await checkedFoods()).toEqual(had);
    await quiet.close();
    await page.goto(at(`/plans/${planId}`));
    await page.getByRole("heading", { name: /^3 days from/ }).waitFor();
  });

  it("UX-02, UX-12, P-116: what was ticked while the session ran out is sent once its person is back", async () => {
    await tickAlone(1);
    const [before, had] = [checkChanges().length, (await checkedFoods()) as string[]];
    server = await letSessionsRunOut(server, data.path);
    api = await openApi();
    front.setUp(true);
    await page.goto(at("/plans"));
    await page.getByLabel("Password", { exact: true }).waitFor();
    await page.getByText("sent once you sign in again").waitFor();
    // Of the person nothing is there but what is to be sent, and whose it is.
    await expect
      .poll(async () => (await boxText(page)).split(" == row == ").length, { timeout: 15_000 })
      .toBe(2);
    expect(checkChanges()).toHaveLength(before);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Your plans" }).waitFor();
    await expect
      .poll(checkedFoods, { timeout: 15_000, interval: 1_000 })
      .toHaveLength(had.length + 1);
  });

  it("UX-02: what was ticked in the moment before a page is left is kept by the worker, and shows from the beginning", async () => {
    const had = ((await checkedFoods()) as readonly string[]).length;
    const leaving = await context.newPage();
    const said = await watchBasket(leaving);
    await leaving.goto(at(`/plans/${planId}/groceries`));
    await leaving.getByText(/^\d+ of \d+ in the basket$/).waitFor();
    const open = leaving.locator(".grocery").getByRole("checkbox", { checked: false });
    await holdSealing(leaving);
    front.setUp(false);
    await open.first().press(" ");
    await leaving.reload();
    const words = new RegExp(`^${had + 1} of \\d+ in the basket · 1 not sent yet`);
    await leaving.getByText(words).waitFor();
    // What lies there is never drawn as if it was not told.
    await leaving.reload();
    await leaving.getByText(words).waitFor();
    expect(await said()).toEqual([expect.stringMatching(words)]);
    // Where no page comes after it, the worker sends it.
    await page.goto("about:blank");
    await holdSealing(leaving);
    await open.first().press(" ");
    front.setUp(true);
    await leaving.close({ runBeforeUnload: true });
    await expect.poll(checkedFoods, { timeout: 15_000, interval: 1_000 }).toHaveLength(had + 2);
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
    await page.goto(at(`/plans/${planId}`));
    await expect
      .poll(async () => (await boxText(page)).length, { timeout: 15_000 })
      .toBeGreaterThan(2000);
    const sealed = await boxText(page);
    for (const word of [EMAIL, planId, "recipe", "kcal"]) expect(sealed).not.toContain(word);
    await page.goto(at("/account"));
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("link", { name: "Sign up" }).first().waitFor();
    await expect.poll(() => boxText(page)).toBe("none");
    const paths = await cachedPaths(page);
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
