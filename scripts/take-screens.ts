/**
 * `npm run screens -- FOLDER [NAME…]`: pictures of every screen of Cibozer as it is built, on a phone,
 * a tablet and a desk, light, dark and with more contrast, with a page that shows them side by side.
 * `--language de` draws those in another language that nothing has to be pressed for, `--size phone` and
 * `--look light` only so. They are for looking at: nothing is judged here.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../e2e/support/browser.ts";
import { watchRequests } from "../e2e/support/settled.ts";
import { SCREENS, type Screen } from "./screens/screens.ts";
import { EVENING, startWorld, type World } from "./screens/world.ts";

const WIDTHS = { phone: 390, tablet: 768, desk: 1440 } as const;
const HEIGHT = 900;
/** A busy machine takes its time. */
const PATIENCE_MS = 60_000;
/** How pages can look. */
const LOOKS = {
  light: { colorScheme: "light", contrast: "no-preference" },
  dark: { colorScheme: "dark", contrast: "no-preference" },
  contrast: { colorScheme: "light", contrast: "more" },
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    language: { type: "string", default: "en" },
    size: { type: "string" },
    look: { type: "string" },
  },
});
/** All of a kind, or the one that is asked for. */
const chosen = <T>(all: Readonly<Record<string, T>>, name: string | undefined) => {
  const found = Object.entries(all).filter(([one]) => name === undefined || one === name);
  if (found.length === 0) throw new Error(`${name} is none of ${Object.keys(all).join(", ")}`);
  return found;
};
const sizes = chosen(WIDTHS, values.size);
const looks = chosen(LOOKS, values.look);
const [folder = "", ...names] = positionals;
if (folder === "") throw new Error("say where the pictures go: npm run screens -- FOLDER [NAME…]");
const stranger = names.find((name) => SCREENS.every((screen) => screen.name !== name));
if (stranger !== undefined) throw new Error(`there is no screen ${stranger}`);
/** What is pressed on the way to a screen is known by its English words. */
const isReached = ({ act }: Screen): boolean => act === undefined || values.language === "en";
const wanted = SCREENS.filter((screen) =>
  names.length === 0 ? isReached(screen) : names.includes(screen.name),
);

const open = async (browser: Browser, world: World, screen: Screen): Promise<Page> => {
  const options: BrowserContextOptions = { locale: values.language, reducedMotion: "reduce" };
  const context = await browser.newContext({
    ...options,
    viewport: { width: 1440, height: HEIGHT },
  });
  const cookie = world.cookies.get(screen.viewer);
  if (cookie !== undefined) {
    const url = world.url.replace("http:", "https:");
    await context.addCookies([{ name: "__Host-plinth", value: cookie, url, secure: true }]);
  }
  // The browser's day is that of the server's clock, or charts would show another one.
  await context.clock.setFixedTime(EVENING);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const atRest = watchRequests(page);
  await page.goto(world.url + screen.path(world));
  await page.locator("main h1:visible, .degraded").first().waitFor();
  await atRest();
  await screen.act?.(page);
  // Dishes lie on their plates once the food table has come.
  if ((await page.locator(".meal-plate").count()) > 0) {
    await page.locator(".meal-plate .plate-food").first().waitFor();
  }
  return page;
};

const take = async (page: Page, name: string): Promise<void> => {
  const dialog = page.getByRole("dialog");
  for (const [size, width] of sizes) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const [look, media] of looks) {
      await page.emulateMedia(media);
      // The new look is painted before the picture is taken.
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      // A window lies over what is seen, not over the whole page.
      const fullPage = (await dialog.count()) === 0;
      await page.screenshot({ path: join(folder, `${name}-${size}-${look}.png`), fullPage });
    }
  }
};

const gallery = (taken: readonly string[]): string => {
  const rows = taken.map((name) => {
    const pictures = looks.flatMap(([look]) =>
      sizes.map(([size]) => `<img loading="lazy" src="${name}-${size}-${look}.png">`),
    );
    return `<h2>${name}</h2><div>${pictures.join("")}</div>`;
  });
  const style = "div{display:flex;gap:1rem;overflow:auto;align-items:start}img{height:40rem}";
  return `<!doctype html><meta charset="utf-8"><title>Screens</title><style>${style}</style>${rows.join("")}`;
};

mkdirSync(folder, { recursive: true });
const world = await startWorld();
const browser = await launchBrowser();
const missed: string[] = [];
try {
  for (const screen of wanted) {
    const { name } = screen;
    try {
      const page = await open(browser, world, screen);
      await take(page, name);
      await page.context().close();
    } catch (fault) {
      missed.push(name);
      process.stderr.write(`${name}: ${String(fault).split("\n")[0]}\n`);
    }
  }
} finally {
  await browser.close();
  await world.stop();
}
const taken = wanted.map(({ name }) => name).filter((name) => !missed.includes(name));
writeFileSync(join(folder, "index.html"), gallery(taken));
process.stdout.write(`${taken.length} screens are in ${folder}\n`);
if (missed.length > 0) process.exitCode = 1;
