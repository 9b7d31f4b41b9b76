import { readdirSync, readFileSync } from "node:fs";
import type { Browser, Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi, PASSWORD } from "../../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectToFit, pageFaults } from "../../support/every-width.ts";
import { runPlinth } from "../../support/run.ts";
import { scratchDirectory } from "../../support/scratch.ts";
import { type ServerProcess, startServer } from "../../support/server.ts";
import { shareOfRun } from "../../support/share.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
const WIDTHS = [1440, 768, 390];
/** A folder for pictures; none are taken where it is not set. */
const SHOTS = process.env["LANGUAGE_SHOTS"];

/** Pages of who is signed in; each run takes every other one. */
const OF_A_PERSON = [
  ...["/plans", "/plans/new", "/plans/:id", "/history", "/plans/:id/share", "/plans/:id/groceries"],
  ...["/recipes", "/account", "/account/security", "/profile", "/account/privacy"],
  ...["/account/usage", "/account/billing"],
];

let browser: Browser;
let server: ServerProcess;
let data: ReturnType<typeof scratchDirectory>;
let planId = "";
let weekId = "";
let api: ReturnType<typeof createApi>;
let cookies: Cookie[] = [];

/** What a language says, by the English of it. */
const catalogOf = (tag: string): ReadonlyMap<string, string> => {
  if (tag === "en") return new Map();
  const folders = ["packages/console/locales", "apps/cibozer/web/locales"];
  const files = folders.flatMap((folder) =>
    readdirSync(`${folder}/${tag}`).map((name) => `${folder}/${tag}/${name}`),
  );
  return new Map(
    files.flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>),
    ),
  );
};

const dataOf = <T>(file: string): T =>
  JSON.parse(readFileSync(`apps/cibozer/data/${file}`, "utf8")) as T;
const recipes = dataOf<readonly { readonly id: string; readonly title: string }[]>("recipes.json");
const titlesById = (tag: string) => dataOf<Record<string, string>>(`recipe-titles.${tag}.json`);
const stepsById = (tag: string) =>
  dataOf<Record<string, readonly string[]>>(`recipe-steps.${tag}.json`);

/** What dishes are called in a language, by what they are called in English. */
const titlesIn = (tag: string): ReadonlyMap<string, string> => {
  const said = titlesById(tag);
  return new Map(recipes.map(({ id, title }) => [title, said[id] ?? "none"]));
};

/** Texts on the page that the language would say otherwise. */
const leftInEnglish = async (page: Page, said: ReadonlyMap<string, string>) => {
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode() !== null) {
      const { parentElement, textContent } = walker.currentNode;
      // What administrators read is English, and says so.
      if (parentElement?.closest('[lang="en"][dir]') === null)
        found.push(textContent?.trim() ?? "");
    }
    return found;
  });
  return texts.filter((text) => said.has(text) && said.get(text) !== text);
};

/** Texts of an English part of the page that the language has said. */
const notInEnglish = async (page: Page, said: ReadonlyMap<string, string>) => {
  const words = new Set(
    [...said].flatMap(([english, other]) => (english === other ? [] : [other])),
  );
  const texts = await page.locator('main [lang="en"] *').allTextContents();
  return texts.filter((text) => words.has(text.trim()));
};

/** Somebody whose browser is in a language, on a page of their own. */
const openIn = async (tag: string): Promise<Page> => {
  const context = await browser.newContext({ locale: tag });
  return context.newPage();
};

/** Signs in once: a browser that comes later brings the cookie, because five a minute may sign in. */
const signIn = async (page: Page): Promise<void> => {
  if (cookies.length > 0) return page.context().addCookies(cookies);
  await page.goto(`${server.url}/signin`);
  await page.locator("input[name=email]").fill(EMAIL);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/signin"));
  cookies = await page.context().cookies();
};

describe.skipIf(chromiumPath === undefined)(
  "STR-09, P-114: Cibozer in German and in Arabic",
  () => {
    beforeAll(async () => {
      data = scratchDirectory();
      const words = ["user", "create", "--email", EMAIL, "--password", PASSWORD, "--role", "admin"];
      await runPlinth(words, { PLINTH_DATA: data.path });
      // One person looks at every page: on a quick machine that is more than a minute allows.
      server = await startServer(data.path, {
        RATE_LIMIT_PER_MINUTE: "5000",
        RATE_LIMIT_PER_HOUR: "50000",
      });
      const { json } = await createApi(server.url).call("POST", "/api/v1/auth/signin", {
        email: EMAIL,
        password: PASSWORD,
      });
      api = createApi(server.url, String(json["accessToken"]));
      const made = await api.call("POST", "/api/v1/plans", { days: 3, kcal: 2000, seed: 5 });
      planId = String(made.json["id"]);
      // Once for all languages: a month has few week plans.
      const week = await api.call("POST", "/api/v1/plans", { days: 7, kcal: 2000, seed: 5 });
      weekId = String(week.json["id"]);
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser?.close();
      await server?.stop();
      data?.remove();
    });

    it.each([
      ["de", "ltr"],
      ["ar", "rtl"],
    ] as const)(
      "%s: every main page is said in it, runs %s, fits and has no fault",
      async (tag, dir) => {
        const said = new Map([...catalogOf(tag), ...titlesIn(tag)]);
        const page = await openIn(tag);
        const look = async (path: string): Promise<void> => {
          await page.goto(server.url + path);
          await page.locator("main h1").first().waitFor();
          await page.locator(".languages button").first().waitFor();
          await expect.poll(() => page.locator(".skeleton").count()).toBe(0);
          const root = page.locator("html");
          expect([await root.getAttribute("lang"), await root.getAttribute("dir")]).toEqual([
            tag,
            dir === "rtl" ? dir : null,
          ]);
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            if (SHOTS !== undefined) {
              const name = path.replaceAll("/", "_").replace(planId, "plan");
              await page.screenshot({
                path: `${SHOTS}/${tag}${name}-${width}.png`,
                fullPage: true,
              });
            }
            await expectToFit(page);
          }
          expect([path, ...(await pageFaults(page))]).toEqual([path]);
          expect([path, ...(await leftInEnglish(page, said))]).toEqual([path]);
          const heading = await page.locator("main h1").first().textContent();
          await expect.poll(() => page.title()).toBe(`${heading} · Cibozer`);
        };
        for (const path of shareOfRun(["/", "/signup", "/forgot"], 2)) await look(path);
        await signIn(page);
        for (const path of shareOfRun(OF_A_PERSON, 2)) await look(path.replace(":id", planId));
        for (const path of shareOfRun(["/admin/feedback", "/admin/catalogue"], 2)) {
          await look(path);
          const part = page.locator('main [lang="en"][dir="ltr"]').first();
          expect(await part.getByRole("heading", { level: 1 }).count()).toBe(1);
          expect([path, ...(await notInEnglish(page, said))]).toEqual([path]);
        }
        await page.context().close();
      },
    );

    it.each(shareOfRun(["de", "ar"], 2))(
      "MEAL-10, P-114: %s: a week, its recipes, the search and a shared link name no dish in English",
      async (tag) => {
        const titles = titlesIn(tag);
        const named = async (page: Page): Promise<void> => {
          await page.locator(".meal-title").first().waitFor();
          const shown = await page.locator(".meal-title").allTextContents();
          expect(shown.length).toBeGreaterThanOrEqual(9);
          const known = new Set(titles.values());
          expect(shown.filter((title) => !known.has(title))).toEqual([]);
          const heard = await page
            .locator(".meal")
            .evaluateAll((all) => all.map((one) => one.ariaLabel));
          for (const [n, label] of heard.entries()) expect(label).toContain(shown[n]);
          await page.locator(".meal-title").first().click();
          const dialog = page.getByRole("dialog");
          await dialog.getByRole("heading", { level: 2, name: shown[0] ?? "" }).waitFor();
          const [id = ""] =
            Object.entries(titlesById(tag)).find(([, one]) => one === shown[0]) ?? [];
          await expect
            .poll(() => dialog.locator(".steps li").allTextContents())
            .toEqual(stepsById(tag)[id]);
          expect(await dialog.locator(".steps[lang]").count()).toBe(0);
          await page.keyboard.press("Escape");
        };
        const page = await openIn(tag);
        await signIn(page);
        await page.setViewportSize({ width: 1024, height: 900 });
        await page.goto(`${server.url}/plans/${weekId}`);
        await named(page);
        // Seven columns of a small screen are narrower than the longest words.
        const tooWide = await page
          .locator(".meal")
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
        expect(tooWide).toBe(0);
        await page.goto(`${server.url}/recipes`);
        const search = page.locator("input[name=search]");
        const found = page.locator(".recipe-grid a");
        const dish = titles.get("Egg fried rice with vegetables") ?? "";
        const hasty = dish.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("ة", "ه");
        expect(hasty).not.toBe(dish);
        // By the words of the page, as they are typed in a hurry, and by those of the English recipe.
        for (const words of [dish, hasty, "fried rice egg"]) {
          await search.fill(words);
          await expect.poll(() => found.allTextContents()).toContain(dish);
        }
        await found.first().click();
        await expect.poll(() => page.title()).toContain(dish);
        const link = await api.call("POST", `/api/v1/plans/${planId}/shares`, {});
        const guest = await openIn(tag);
        await guest.goto(`${server.url}/shared#token=${String(link.json["token"])}`);
        await named(guest);
        for (const one of [page, guest]) await one.context().close();
      },
    );

    it("RES-03: what does not work as usual is told in the language of the page", async () => {
      const page = await openIn("de");
      const said = catalogOf("de");
      const part = { name: "mail", title: "Mail", mode: "degraded" };
      const whileDegraded = "Mails may come late or not at all.";
      const headers = { degraded: "mail;mode=degraded" };
      await page.route("**/health*", (route) => route.fulfill({ json: {}, headers }));
      await page.route("**/api/v1/degradation", (route) =>
        route.fulfill({ json: { capabilities: [{ ...part, whileDegraded }] }, headers }),
      );
      await page.goto(`${server.url}/signin`);
      await expect
        .poll(() => page.locator(".degraded li").allTextContents())
        .toEqual([`${said.get("Mail")}: ${said.get(whileDegraded)}`]);
      await page.context().close();
    });

    it("MEAL-12: a German sentence fills the form, and what somebody must not eat stands in it", async () => {
      const page = await openIn("de");
      const said = catalogOf("de");
      await signIn(page);
      await page.goto(`${server.url}/plans/new`);
      await page.getByText(said.get("Say it in your own words") ?? "").click();
      const field = page.getByLabel(said.get("What would you like to eat?") ?? "");
      await field.fill(
        "vegan, 1800 kcal für 3 Tage, gegen Nüsse bin ich allergisch. Mehr Linsensuppe",
      );
      await field.press("Enter");
      const chips = page.locator(".words-chip .words-change");
      await expect.poll(() => chips.count()).toBe(6);
      await page
        .getByRole("button", { name: /Öfter: Linsensuppe mit Gemüse/ })
        .first()
        .click();
      const wish = page.getByRole("button", { name: /Linsensuppe mit Gemüse/ }).last();
      await wish.click();
      await page.getByRole("option", { name: said.get("Never plan this again") ?? "" }).click();
      await page
        .getByRole("button", { name: /Nie wieder: Linsensuppe mit Gemüse/ })
        .first()
        .waitFor();
      const kcal = page.getByLabel(said.get("Energy a day") ?? "");
      expect(await kcal.inputValue()).toBe("1800");
      for (const allergen of ["Tree nuts", "Peanuts"]) {
        const box = page.getByRole("checkbox", { name: said.get(allergen) ?? "" });
        expect(await box.isChecked()).toBe(true);
      }
      // As the page itself writes thousands.
      await kcal.fill("1.900");
      await page.getByRole("button", { name: said.get("Plan my meals") ?? "" }).click();
      await page.waitForURL(/plans\/(?!new)/);
      await expect.poll(() => page.locator("main").textContent()).toContain("1.900 kcal");
      const tastes = await page.evaluate(async () => {
        const answer = await fetch("/api/v1/kitchen");
        return ((await answer.json()) as { tastes: unknown }).tastes;
      });
      expect(tastes).toContainEqual({ recipe: "lentil-soup", rating: null, never: true });
      await page.context().close();
    });

    it("the language is chosen at the foot, changes at once and stays", async () => {
      const page = await openIn("en");
      await page.goto(server.url);
      await page.getByRole("button", { name: "العربية" }).click();
      const heading = page.getByRole("heading", { level: 1 });
      const root = page.locator("html");
      await expect.poll(() => root.getAttribute("dir")).toBe("rtl");
      await expect.poll(() => heading.textContent()).toBe(catalogOf("ar").get("Meals that add up"));
      await page.reload();
      await expect.poll(() => heading.textContent()).toBe(catalogOf("ar").get("Meals that add up"));
      expect([await root.getAttribute("lang"), await root.getAttribute("dir")]).toEqual([
        "ar",
        "rtl",
      ]);
      await page.getByRole("button", { name: "English" }).click();
      await expect.poll(() => heading.textContent()).toBe("Meals that add up");
      expect(await root.getAttribute("dir")).toBe("ltr");
      await page.context().close();
    });

    it("P-114: who chooses German has mails and paper in German", async () => {
      const page = await openIn("en");
      const said = catalogOf("de");
      await signIn(page);
      await page.goto(`${server.url}/plans/${planId}/share`);
      const kept = page.waitForResponse((answer) => answer.request().method() === "PATCH");
      await page.getByRole("button", { name: "Deutsch" }).click();
      expect(await (await kept).json()).toMatchObject({ user: { language: "de" } });
      await page.getByRole("button", { name: said.get("Mail it to me") ?? "" }).click();
      const mails = async () =>
        JSON.stringify((await createApi(server.url).call("GET", "/api/v1/dev/mailbox")).json);
      await expect.poll(mails, { timeout: 15_000 }).toContain("Essen für 3 Tage ab ");
      const link = page.getByRole("link", { name: "PDF" });
      await expect.poll(() => link.getAttribute("href")).toContain("lang=de");
      const file = await page.request.get(server.url + (await link.getAttribute("href")));
      expect((await file.body()).includes("/Lang (de)")).toBe(true);
      await page.context().close();
    });

    it("P-114: a second device is in the language of the account until somebody signs out", async () => {
      const page = await openIn("ar");
      const root = page.locator("html");
      const kept = () => page.evaluate(() => localStorage.getItem("plinth.user.language"));
      await signIn(page);
      await api.call("PATCH", "/api/v1/auth/me", { language: "de" });
      await page.goto(`${server.url}/plans`);
      await expect.poll(() => root.getAttribute("lang")).toBe("de");
      await expect.poll(() => root.getAttribute("dir")).not.toBe("rtl");
      // The next page begins in it, before anybody is asked.
      await page.goto(server.url);
      expect(await root.getAttribute("lang")).toBe("de");
      await page.goto(`${server.url}/account`);
      const said = catalogOf("de");
      await page.getByRole("button", { name: said.get("Sign out") ?? "", exact: true }).click();
      await expect.poll(kept).toBe(null);
      await page.goto(server.url);
      expect(await root.getAttribute("lang")).toBe("ar");
      await page.context().close();
    });

    it("ERR-04: what leads nowhere, is refused or breaks is answered by a page of Cibozer's, in the language read", async () => {
      const violations: string[] = [];
      const shows = async (page: Page, tag: string, title: string) => {
        const heading = page.locator("h1:visible");
        expect(await heading.allTextContents()).toEqual([catalogOf(tag).get(title) ?? title]);
        expect(await page.locator("html").getAttribute("dir")).toBe(tag === "ar" ? "rtl" : null);
        for (const width of [...WIDTHS, 320]) {
          await page.setViewportSize({ width, height: 900 });
          await expectToFit(page);
        }
        expect(await pageFaults(page)).toEqual([]);
      };
      /** As the server would send it, under its policy: nothing here breaks on demand. */
      const goBroken = async (page: Page, name: string, policy: string) => {
        const html = readFileSync(`apps/cibozer/dist/web/errors/${name}.html`, "utf8");
        const filled = html.replaceAll("{{retryAfterSeconds}}", "3725");
        const headers = { "content-security-policy": policy };
        const body = filled.replaceAll(/\{\{\w+\}\}/g, "#");
        await page.route("**/broken", (route) =>
          route.fulfill({ contentType: "text/html; charset=utf-8", headers, body }),
        );
        await page.goto(`${server.url}/broken`);
      };
      // Beside the page for 404 each language shows one of the others.
      for (const [tag, other, title] of [
        ["en", "4xx", "Not on the menu"],
        ["de", "429", "One after the other, please"],
        ["ar", "5xx", "Something boiled over"],
      ] as const) {
        const page = await openIn(tag);
        page.on("console", (message) => void violations.push(message.text()));
        const answer = await page.goto(`${server.url}/nowhere?a=1`);
        expect(answer?.status()).toBe(404);
        const { "x-request-id": id, "content-security-policy": policy = "" } =
          answer?.headers() ?? {};
        expect(await page.locator(".trace").textContent()).toBe(`NOT_FOUND ${id}`);
        await shows(page, tag, "Nothing on this plate");
        if (other === "4xx") {
          expect((await page.goto(`${server.url}/api/v1/plans`))?.status()).toBe(401);
        } else await goBroken(page, other, policy);
        if (other === "429") await page.getByText(/^1:0[12]:\d\d$/).waitFor();
        await shows(page, tag, title);
        await page.context().close();
      }
      // The browser tells of the status itself, and of nothing that the policy stopped.
      expect(violations.filter((text) => !/ 40[14] /.test(text))).toEqual([]);
    });
  },
);
