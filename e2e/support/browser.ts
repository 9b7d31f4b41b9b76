import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const CANDIDATES = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
];

/** Where Chromium is on this machine; undefined when it is not. */
export const chromiumPath = CANDIDATES.find((path) => path !== "" && existsSync(path));

/** Says loudly that browser tests cannot run here. */
export const warnWithoutChromium = (): void => {
  if (chromiumPath === undefined) {
    process.stderr.write(
      "\n*** SKIPPED: no Chromium on this machine (apt-get install chromium) ***\n",
    );
  }
};

/** Starts Debian's Chromium, also as root and without a network beyond loopback. */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });

/**
 * Takes out of a window what somebody left in it at an origin: cookies, storage and workers. A browser
 * of its own for whoever comes next would start processes and load every script anew.
 */
export const emptyWindow = async (page: Page, origin: string): Promise<void> => {
  // What runs in the page must not write again what is removed.
  await page.goto("about:blank");
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await session.detach();
  await page.context().clearCookies();
};
