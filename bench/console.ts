import { launchBrowser } from "../e2e/support/browser.ts";
import { lookAt, startConsole } from "../e2e/support/console.ts";
import { describeMachine } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";

/**
 * How long a first look at the console takes on a phone: until the menu is there and a key or a tap
 * does something, with nothing in the browser's cache. The network is that of a slow 4G (150 ms,
 * 1.6 Mbit/s), the processor a quarter of this machine's, as Lighthouse has its phone (UX-03).
 */
const PAGES = ["/signin", "/operations/overview", "/operations/errors"];
const ROUNDS = 7;
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

const look = async (path: string): Promise<number> => {
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
  const ready =
    path === "/signin" ? "form button[type=submit]" : "nav[aria-label=Operations] summary";
  await page.locator(ready).waitFor();
  // A click that is answered: the page does not only look ready.
  await page.locator(ready).focus();
  const took = await page.evaluate(() => performance.now());
  await page.context().close();
  return took;
};

const rows: string[][] = [];
for (const path of PAGES) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await look(path));
  const middle = median(times);
  rows.push([
    `/console${path}`,
    `${Math.round(middle)} ms`,
    `${Math.round(Math.max(...times))} ms`,
    middle <= WANTED_MS ? "yes" : "no",
  ]);
}
await browser.close();
await identity.app.stop();
process.stdout.write(
  `${JSON.stringify(describeMachine())}\n${markdownTable(["page", "median", "worst", "within 2.5 s"], rows)}\n`,
);
