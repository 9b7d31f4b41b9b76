import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { chromiumPath } from "../e2e/support/browser.ts";
import { findPort } from "./contestants/contract.ts";
import { readFlags } from "./harness/flags.ts";
import { startFront } from "./harness/front.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * What Lighthouse says of Cibozer's landing page, and of a week and its grocery list as somebody who
 * is signed in has them: the build as it is served in production, the phone and the network as
 * Lighthouse simulates them, a new browser for each look (PERF-04).
 */
const flags = readFlags();
const ROUNDS = flags.quick ? 1 : 5;
const LEAST_SCORE = 95;
const PAINT_MS = 1_200;
const INTERACTIVE_MS = 2_100;
const PATIENCE_MS = 60_000;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;

const root = resolve(import.meta.dirname, "..");
const program = join(root, "packages/plinth/dist/cli/main.js");
const lighthouse = join(import.meta.dirname, "node_modules/lighthouse/cli/index.js");
const PERSON = { email: "ann@bench.example", password: "Correct-Horse-Battery7!" };
const run = promisify(execFile);

/** Thrown when nothing can be measured here; the reason is for the person. */
class NotRunError extends Error {}

/** The part of Lighthouse's report that is read here. */
interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<
    Record<
      string,
      {
        readonly title: string;
        readonly score: number | null;
        readonly scoreDisplayMode: string;
        readonly numericValue?: number;
        readonly displayValue?: string;
      }
    >
  >;
}

/** One look at a page. */
interface Look {
  /** By category, of 100. */
  readonly scores: readonly number[];
  readonly paintMs: number;
  readonly interactiveMs: number;
  readonly complaints: readonly string[];
  /** Lighthouse's whole report, which its viewer reads. */
  readonly report: unknown;
}

interface Served {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const settings = (scratch: string, port: number): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  PLINTH_ENV: "production",
  PLINTH_DATA: join(scratch, "data"),
  BACKUP_DIRECTORY: "off",
  HOST: "127.0.0.1",
  PORT: String(port),
  PUBLIC_URL: "https://bench.example",
  SECRET_KEY: randomBytes(48).toString("base64url"),
  JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "no-reply@bench.example",
  TRUSTED_PROXIES: '["127.0.0.1"]',
});

const plinth = (...words: readonly string[]): string[] => [
  "--disable-warning=ExperimentalWarning",
  program,
  ...words,
];

/** Starts the build with one person in it, and waits until it is ready. */
async function serve(scratch: string): Promise<Served> {
  const port = await findPort();
  const env = settings(scratch, port);
  const person = ["--email", PERSON.email, "--password", PERSON.password, "--role", "user"];
  await run(process.execPath, plinth("user", "create", ...person), { cwd: root, env });
  const output = join(scratch, "server.txt");
  const file = openSync(output, "w");
  const words = plinth("serve", "--quiet");
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ["ignore", file, file] });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const front = await startFront(port);
  const stop = async (): Promise<void> => {
    front.close();
    child.kill("SIGTERM");
    await ended;
  };
  const { url } = front;
  const before = performance.now() + PATIENCE_MS;
  const isReady = () =>
    fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null || performance.now() > before) {
      await stop();
      throw new NotRunError(`the server was never ready:\n${readFileSync(output, "utf8")}`);
    }
    await delay(50);
  }
  return { url, stop };
}

/** Signs the person in and plans a week; gives the session's cookie and where the week is. */
async function planWeek(url: string): Promise<{ readonly cookie: string; readonly path: string }> {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const signedIn = await post("/api/v1/auth/signin", PERSON);
  const cookie = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const wishes = { days: 7, kcal: 2000, seed: 5 };
  const made = await post("/api/v1/plans", wishes, { authorization: `Bearer ${accessToken}` });
  const { id } = (await made.json()) as { id: string };
  return { cookie: cookie.join("; "), path: `/plans/${id}` };
}

/** What a report finds that could be better, worst first. */
const complaintsOf = ({ audits }: Report): readonly string[] =>
  Object.values(audits)
    .filter(
      ({ score, scoreDisplayMode }) =>
        score !== null && score < 0.9 && scoreDisplayMode !== "informative",
    )
    .sort((one, other) => (one.score ?? 0) - (other.score ?? 0))
    .map(({ title, displayValue }) => (displayValue ? `${title} (${displayValue})` : title));

async function look(url: string, headers: Record<string, string>, scratch: string): Promise<Look> {
  const asked = join(scratch, "headers.json");
  const told = join(scratch, "report.json");
  writeFileSync(asked, JSON.stringify(headers));
  const flagsOfChrome =
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
  const words = [url, "--quiet", "--output=json", `--output-path=${told}`];
  words.push(`--extra-headers=${asked}`, `--chrome-flags=${flagsOfChrome}`);
  words.push(`--only-categories=${CATEGORIES.join(",")}`, "--no-enable-error-reporting");
  const env = { ...process.env, CHROME_PATH: chromiumPath };
  const visit = () => run(process.execPath, [lighthouse, ...words], { env });
  // A trace that missed the beginning says nothing of the page: Lighthouse asks for another run.
  await visit().catch((fault: unknown) => {
    if (!String(fault).includes("(NO_NAVSTART)")) throw fault;
    return visit();
  });
  const report = JSON.parse(readFileSync(told, "utf8")) as Report;
  const ms = (audit: string): number => report.audits[audit]?.numericValue ?? Number.NaN;
  return {
    scores: CATEGORIES.map((name) => (report.categories[name]?.score ?? Number.NaN) * 100),
    paintMs: ms("first-contentful-paint"),
    interactiveMs: ms("interactive"),
    complaints: complaintsOf(report),
    report,
  };
}

interface Page {
  readonly name: string;
  readonly looks: readonly Look[];
}

async function measure(scratch: string): Promise<readonly Page[]> {
  const { url, stop } = await serve(scratch);
  try {
    const { cookie, path } = await planWeek(url);
    const signedIn = { cookie };
    const pages = [
      { name: "landing", url: `${url}/`, headers: {}, looks: [] as Look[] },
      { name: "planner, a week", url: url + path, headers: signedIn, looks: [] as Look[] },
      { name: "list", url: `${url}${path}/groceries`, headers: signedIn, looks: [] as Look[] },
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const page of pages) page.looks.push(await look(page.url, page.headers, scratch));
    }
    return pages;
  } finally {
    await stop();
  }
}

const middle = (page: Page, of: (look: Look) => number): number => median(page.looks.map(of));

const isWithin = (page: Page): boolean =>
  CATEGORIES.every((_, at) => middle(page, ({ scores }) => scores[at] ?? 0) >= LEAST_SCORE) &&
  middle(page, ({ paintMs }) => paintMs) <= PAINT_MS &&
  middle(page, ({ interactiveMs }) => interactiveMs) <= INTERACTIVE_MS;

const rowOf = (page: Page): readonly string[] => [
  page.name,
  ...CATEGORIES.map((_, at) => middle(page, ({ scores }) => scores[at] ?? Number.NaN).toFixed(0)),
  middle(page, ({ paintMs }) => paintMs).toFixed(0),
  middle(page, ({ interactiveMs }) => interactiveMs).toFixed(0),
  isWithin(page) ? "holds" : "MISSED",
];

/** What was complained of in any round, by page. */
const complaintLines = ({ name, looks }: Page): readonly string[] =>
  [...new Set(looks.flatMap(({ complaints }) => complaints))].map((text) => `- ${name}: ${text}`);

async function main(): Promise<number> {
  if (flags.quick && flags["write-readme"]) {
    console.error("--write-readme wants a full run, not --quick");
    return 64;
  }
  if (chromiumPath === undefined) throw new NotRunError("Chromium is missing (Debian's chromium)");
  if (!existsSync(program)) throw new NotRunError("nothing is built: npm run build first");
  const scratch = mkdtempSync(join(tmpdir(), "plinth-lighthouse-"));
  try {
    const pages = await measure(scratch);
    const [command, machine] = [describeCommand("run lighthouse"), describeMachine()];
    const [date, load] = [new Date().toISOString(), readLoad()];
    const { version } = JSON.parse(readFileSync(join(lighthouse, "../../package.json"), "utf8"));
    const { stdout } = await run(chromiumPath, ["--version"]);
    const versions = `lighthouse ${version}, ${stdout.trim()}`;
    const text = [
      ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
      [
        `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
        `${versions}; its mobile phone and slow 4G, simulated; median of ${ROUNDS}, each with a new browser. HTTP/1.1 on loopback, as behind a proxy that ends TLS.`,
        `Targets: ${LEAST_SCORE} of 100 in every category, first contentful paint ${PAINT_MS} ms, interactive ${INTERACTIVE_MS} ms.`,
      ].join("\n"),
      markdownTable(
        ["page", ...CATEGORIES, "first paint, ms", "interactive, ms", "verdict"],
        pages.map(rowOf),
      ),
    ].join("\n\n");
    console.log([text, ...pages.flatMap(complaintLines)].join("\n"));
    const result = { date, command, machine, load, versions, quick: flags.quick, pages };
    storeResult("lighthouse", result, flags.json);
    if (flags["write-readme"]) writeSection("README.md", "bench:lighthouse", text);
    return pages.every(isWithin) ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof NotRunError)) throw error;
  console.log(`NOT RUN: ${error.message}`);
  process.exitCode = 2;
}
