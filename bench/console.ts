import type { Page } from "playwright-core";
import { launchBrowser } from "../e2e/support/browser.ts";
import { lookAt, startConsole } from "../e2e/support/console.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * How long a first look at the console takes on a phone: until the menu (the form, where somebody signs
 * in) is there and takes the focus, and until the page's own heading is, with nothing in the browser's
 * cache. The network is that of a slow 4G (150 ms, 1.6 Mbit/s), the processor a quarter of this machine's,
 * as Lighthouse has its phone (UX-03).
 */
const flags = readFlags();
const PAGES = ["/signin", "/operations/overview", "/operations/errors"];
const rounds = flags.quick ? 2 : 9;
const WANTED_MS = 2_500;
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_024 * 1_024) / 8,
  uploadThroughput: (750 * 1_024) / 8,
};
const SLOWER = 4;

const identity = await startConsole();
const browser = await launchBrowser();
const admin = await identity.addAccount({ role: "admin" });

const now = (page: Page): Promise<number> => page.evaluate(() => performance.now());

const look = async (path: string) => {
  const page = await lookAt(browser, identity, {
    path: "/health",
    account: path === "/signin" ? null : admin,
    width: 390,
    height: 844,
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(`${identity.app.localUrl}/console${path}`, { waitUntil: "commit" });
  const control =
    path === "/signin" ? "form button[type=submit]" : "nav[aria-label=Operations] summary";
  await page.locator(control).waitFor();
  // It takes the focus: the page does not only look ready.
  await page.locator(control).focus();
  const ready = await now(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const heading = await now(page);
  await page.context().close();
  return { ready, heading };
};

const results = PAGES.map((path) => ({
  path,
  ready: [] as number[],
  heading: [] as number[],
}));
for (let round = 0; round < rounds; round += 1) {
  for (const result of results) {
    const { ready, heading } = await look(result.path);
    result.ready.push(Math.round(ready));
    result.heading.push(Math.round(heading));
  }
}
const versions = { chromium: browser.version() };
await browser.close();
await identity.app.stop();

const table = markdownTable(
  ["page", "ready, ms", "worst", "heading, ms", "verdict"],
  results.map(({ path, ready, heading }) => [
    `/console${path}`,
    String(Math.round(median(ready))),
    String(Math.max(...ready)),
    String(Math.round(median(heading))),
    median(ready) <= WANTED_MS ? "holds" : "MISSED",
  ]),
);
const machine = describeMachine();
const command = describeCommand("run console");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `Chromium ${versions.chromium}, 390 x 844, processor slowed ${SLOWER} times, 150 ms and 1.6 Mbit/s; median of ${rounds}, each with a new browser context. Target: ready within ${WANTED_MS} ms.`,
  ].join("\n"),
  table,
].join("\n\n");
console.log(text);
storeResult(
  "console",
  { date, command, machine, versions, load, quick: flags.quick, wantedMs: WANTED_MS, results },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:console", text);
}
