import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
