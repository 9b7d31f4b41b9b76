import type { Page, Request } from "playwright-core";

/** Nothing was under way for so long: what a page asks for next it asks for at its own time. */
const QUIET_MS = 60;
const LOOK_MS = 20;
const LONGEST_MS = 20_000;

/**
 * Watches what a page asks for. The function it gives resolves when the page is drawn and nothing is
 * under way: what `networkidle` waits half a second for.
 */
export const watchRequests = (page: Page): (() => Promise<void>) => {
  let underWay = 0;
  let lastAt = performance.now();
  const count =
    (change: number) =>
    (request: Request): void => {
      // A stream of hints never ends.
      if (request.resourceType() === "eventsource") return;
      underWay = Math.max(0, underWay + change);
      lastAt = performance.now();
    };
  page.on("request", count(1));
  page.on("requestfinished", count(-1));
  page.on("requestfailed", count(-1));
  return async () => {
    const deadline = performance.now() + LONGEST_MS;
    await page.waitForLoadState("load");
    while (underWay > 0 || performance.now() - lastAt < QUIET_MS) {
      if (performance.now() > deadline) throw new Error(`${page.url()} does not come to rest`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
    );
  };
};
