import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { type CibozerProcess, startCibozer } from "../support/cibozer-process.ts";
import { pageFaults } from "../support/every-width.ts";
import { shareOfRun } from "../support/share.ts";
import { enterCibozer } from "../support/signing-in.ts";

warnWithoutChromium();

const EMAIL = "admin@example.com";
/** Every page that Cibozer and the console say they have, so that new ones are looked at too. */
const WEB_PAGES = (cibozer.web ?? []).flatMap(({ prefix, pages }) =>
  pages.map((page) => `${prefix}${page}`),
);
/** Pages that the server writes itself. */
const SERVER_PAGES = ["/docs", "/docs/errors", "/docs/errors/NOT_FOUND", "/status", "/nowhere"];

let browser: Browser;
let started: CibozerProcess;
let planId = "";

const NO_PLAN = "/plans/00000000-0000-7000-8000-000000000000";

const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(started.url + path.replace(/:[a-zA-Z]+/g, planId));
  await page.waitForFunction(
    () =>
      document.querySelector("h1") !== null &&
      document.querySelector(".skeleton, .spinner") === null,
  );
};

const newPage = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
};

const signedIn = async (): Promise<Page> => {
  const page = await newPage(await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  await enterCibozer(page, started.url, EMAIL);
  return page;
};

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  started = await startCibozer(EMAIL, {
    role: "admin",
    env: {
      PUBLIC_STATUS_PAGE: "true",
      RATE_LIMIT_PER_MINUTE: "5000",
      RATE_LIMIT_PER_HOUR: "50000",
    },
  });
  const made = await started.api.call("POST", "/api/v1/plans", { days: 2, kcal: 2000 });
  planId = String(made.json["id"]);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await started?.end();
});

describe.skipIf(chromiumPath === undefined)("P-114: nobody is kept out", () => {
  /** The browser of a visitor: who goes from page to page does not load every script anew. */
  let visitor: Page;
  beforeAll(async () => {
    visitor = await newPage(await browser.newContext({ viewport: { width: 390, height: 844 } }));
  });

  it("P-114: the plan that the pages below show was made", () => {
    expect(planId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(shareOfRun([...WEB_PAGES, ...SERVER_PAGES], 2))(
    "P-114: %s has no fault for a visitor",
    async (path) => {
      await visitor.context().clearCookies();
      await open(visitor, path);
      expect(await pageFaults(visitor)).toEqual([]);
    },
  );

  it("P-114: every page has no fault for an administrator who is signed in", async () => {
    const page = await signedIn();
    const found: Record<string, readonly string[]> = {};
    // Of what is not there, too: a recipe by the id of a plan, and a plan that nobody made.
    for (const path of new Set([...shareOfRun(WEB_PAGES, 2), "/recipes/:id", NO_PLAN])) {
      await open(page, path);
      const faults = await pageFaults(page);
      if (faults.length > 0) found[path] = faults;
    }
    expect(found).toEqual({});
    // Trying again brings no plan back: the page leads to those that are there.
    await open(page, NO_PLAN);
    await page.getByRole("heading", { level: 1, name: "This plan is not there" }).waitFor();
    const onward = await page.getByRole("main").getByRole("link").allTextContents();
    expect(onward).toEqual(["Your plans", "A new plan"]);
    await page.context().close();
  }, 300_000);

  it("P-114: a form with mistakes, a solved day and an open dialog have no fault", async () => {
    await open(visitor, "/signup");
    await visitor.getByLabel("Password", { exact: true }).fill("short");
    await visitor.getByRole("button", { name: "Create account" }).click();
    await visitor.locator("[aria-invalid='true']").first().waitFor();
    expect(await pageFaults(visitor)).toEqual([]);
    await open(visitor, "/");
    await visitor.getByRole("button", { name: "Plan my day" }).click();
    await visitor.getByRole("heading", { name: /Your day, [\d,]+ kcal/ }).waitFor();
    expect(await pageFaults(visitor)).toEqual([]);

    const page = await signedIn();
    await open(page, "/plans/:id");
    await page.locator("article .meal-title").first().click();
    await page.getByRole("dialog").waitFor();
    // The page behind an open dialog is not read out: it has no main part and no heading then.
    expect(await documentFaults(page)).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    // Focus stays inside, Escape is the way out, and leads back to where the person was.
    for (let stop = 0; stop < 5; stop += 1) await page.keyboard.press("Tab");
    expect(await page.locator("[role='dialog'] :focus").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator("article .meal-title:focus").waitFor();
    await page.context().close();
  });

  it("P-114: Tab goes round every kind of page, and shows where it is", async () => {
    const page = await signedIn();
    const found: Record<string, readonly string[]> = {};
    const operations = ["/console/operations/health", "/console/operations/readiness"];
    for (const path of ["/", "/plans/new", "/account", "/console/", ...operations]) {
      await open(page, path);
      const faults = await keyboardFaults(page);
      if (faults.length > 0) found[path] = faults;
    }
    expect(found).toEqual({});
    await page.context().close();
  });

  describe("what is broken on purpose is found", () => {
    const broken: readonly (readonly [string, (page: Page) => Promise<unknown>, RegExp])[] = [
      [
        "a removed label",
        (page) =>
          page.evaluate(() => {
            const field = document.querySelector("input[type=email], input");
            for (const label of document.querySelectorAll("label")) label.remove();
            field?.removeAttribute("aria-labelledby");
            field?.removeAttribute("aria-label");
          }),
        /has no label|a textbox has no name/,
      ],
      [
        "a placeholder in the place of a label",
        (page) =>
          page.evaluate(() => {
            const field = document.createElement("input");
            field.placeholder = "E-mail address";
            document.querySelector("main")?.append(field);
          }),
        /has no label/,
      ],
      [
        "a button without a word",
        (page) =>
          page.evaluate(() =>
            document.querySelector("main")?.append(document.createElement("button")),
          ),
        /a button has no name/,
      ],
      [
        "pale text in the light theme",
        (page) =>
          page.evaluate(() =>
            document.documentElement.style.setProperty(
              "--ink-soft",
              "light-dark(#9a9a9a, #abb0b3)",
            ),
          ),
        /^light: .* has contrast/,
      ],
      [
        "dim text in the dark theme",
        (page) =>
          page.evaluate(() =>
            document.documentElement.style.setProperty(
              "--ink-soft",
              "light-dark(#595e63, #5a5a5a)",
            ),
          ),
        /^dark: .* has contrast/,
      ],
      [
        "a second heading of level 1",
        (page) =>
          page.evaluate(() => {
            const heading = document.createElement("h1");
            heading.textContent = "Again";
            document.querySelector("main")?.append(heading);
          }),
        /2 headings of level 1/,
      ],
      [
        "a heading that jumps",
        (page) =>
          page.evaluate(() => {
            const heading = document.createElement("h4");
            heading.textContent = "Deep";
            document.querySelector("h1")?.after(heading);
          }),
        /"Deep" jumps to level 4/,
      ],
      [
        "a main part that is none",
        (page) =>
          page.evaluate(() => document.querySelector("main")?.setAttribute("role", "article")),
        /0 main parts/,
      ],
      [
        "no language",
        (page) => page.evaluate(() => document.documentElement.removeAttribute("lang")),
        /no language/,
      ],
    ];

    it.each(broken)("P-114: %s", async (_, breakIt, wanted) => {
      await open(visitor, "/signin");
      expect(await pageFaults(visitor)).toEqual([]);
      await breakIt(visitor);
      expect((await pageFaults(visitor)).filter((fault) => wanted.test(fault))).not.toEqual([]);
    });

    it("P-114: a focus trap, and focus that does not show", async () => {
      const page = await newPage(await browser.newContext());
      await open(page, "/signin");
      expect(await keyboardFaults(page)).toEqual([]);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll<HTMLElement>("a, button, input")) {
          one.style.setProperty("outline", "none", "important");
          if (one.parentElement)
            one.parentElement.style.setProperty("outline", "none", "important");
        }
      });
      expect((await keyboardFaults(page)).join()).toContain("does not show");
      await page.evaluate(() =>
        document.querySelector("input")?.addEventListener("keydown", (event) => {
          if (event.key === "Tab") event.preventDefault();
        }),
      );
      expect(await keyboardFaults(page)).toContain("the keyboard is caught");
      await page.context().close();
    });
  });
});
