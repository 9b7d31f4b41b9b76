import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYDAY } from "../../packages/plinth/src/protection/inspect/corpus/everyday.ts";
import { RULES } from "../../packages/plinth/src/protection/inspect/index.ts";
import { spoiltBodies, spoiltPaths, UNINSPECTED } from "../access-support/attack-input.ts";
import {
  type Credential,
  type Operation,
  startWholeApplication,
  type WholeApplication,
} from "../access-support/whole-application.ts";
import { PASSWORD, signUp } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";

warnWithoutChromium();

const ofClass = (name: string): readonly string[] =>
  Object.entries(RULES)
    .filter(([id]) => id.startsWith(`${name}.`))
    .map(([, { attack }]) => attack);

/** A sample of every class that a server could fall for; what SQLite would run comes first. */
const PAYLOADS = [
  "x'; DELETE FROM accounts; --",
  "x'); DROP TABLE plans; --",
  "' OR 1=1 --",
  "1 OR 1=1",
  '" OR ""="',
  "' UNION SELECT name, sql, 1, 2 FROM sqlite_master --",
  "'; ATTACH DATABASE '/tmp/owned.db' AS owned; --",
  ...ofClass("nosql").slice(0, 2),
  ...ofClass("command").slice(0, 2),
  ...ofClass("path").slice(0, 2),
] as const;

interface Canary {
  readonly accounts: readonly unknown[];
  readonly plans: readonly unknown[];
  readonly tables: readonly unknown[];
}

describe("with the inspection off, attacks reach the code and do no harm", () => {
  let whole: WholeApplication;
  let victim: string;
  let admin: Credential;

  const canary = async (): Promise<Canary> => {
    type Row = Record<string, string>;
    const read = whole.identity.app.store.read<{
      accounts: Row;
      plans: Row;
      sqlite_master: Row;
    }>();
    const accounts = await read
      .selectFrom("accounts")
      .selectAll()
      .where("id", "=", victim)
      .execute();
    const plans = await read
      .selectFrom("plans")
      .selectAll()
      .where("account_id", "=", victim)
      .execute();
    const tables = await read.selectFrom("sqlite_master").select("name").execute();
    return { accounts, plans, tables };
  };

  beforeAll(async () => {
    whole = await startWholeApplication({ alter: UNINSPECTED });
    const account = await whole.identity.addAccount({ name: "Robin'); DROP TABLE accounts;--" });
    victim = account.id;
    const made = await whole.ask("POST", "/api/v1/plans", await whole.bearerOf(account), {
      note: "the canary's note",
    });
    expect(made.status).toBe(201);
    admin = await whole.bearerOf(await whole.identity.addAccount({ role: "admin" }));
  });
  afterAll(() => whole?.stop());

  it("VAL-12, VAL-14, P-012: canary rows and tables are intact after every payload in every parameter", async () => {
    const before = await canary();
    expect(before.accounts).toHaveLength(1);
    expect(before.plans).toHaveLength(1);
    const faults: string[] = [];
    let sent = 0;
    const ask = async (operation: Operation, path: string, body?: unknown): Promise<void> => {
      sent += 1;
      const { status, text } = await whole.ask(operation.method, path, admin, body);
      if (status >= 500 || /SQLITE|syntax error|root:.*:0:0/.test(text)) {
        faults.push(`${operation.name}: ${status} ${text.slice(0, 80)}`);
      }
    };
    // What ends the session of the sender, or what waits, would test nothing any more.
    const skipped = /logout|signout|sessions|audit-log|auth\/(?:refresh|step-up)|events/;
    for (const operation of whole.operations.filter(({ path }) => !skipped.test(path))) {
      // Planning takes its time; four of them are enough for the same columns.
      const payloads = operation.path.startsWith("/api/v1/plans") ? PAYLOADS.slice(0, 4) : PAYLOADS;
      for (const payload of payloads) {
        const path = whole.pathOf(operation);
        for (const spoilt of spoiltPaths(operation, path, payload)) {
          await ask(operation, spoilt, whole.bodyFor(operation));
        }
        for (const body of spoiltBodies(whole.bodyFor(operation), operation, payload)) {
          await ask(operation, path, body);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(500);
    expect(await canary()).toEqual(before);
  }, 240_000);

  it("P-012 broken twin: a query that is put together loses the canary", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE accounts (name TEXT); INSERT INTO accounts VALUES ('canary')");
    const find = (name: string) => database.exec(`SELECT * FROM accounts WHERE name = '${name}'`);
    find(PAYLOADS[0]);
    expect(database.prepare("SELECT count(*) AS rows FROM accounts").get()).toEqual({ rows: 0 });
    database.close();
  });
});

/** Each would set `window.ran` where it runs. */
const SCRIPTS = [
  "<script>window.ran=1</script>",
  '"><img src=x onerror="window.ran=2">',
  "<svg onload=window.ran=3>",
  "<iframe srcdoc='<script>parent.ran=4</script>'></iframe>",
  "</p></textarea></title><script>window.ran=5</script>",
  "<a href=javascript:window.ran=6 id=bait>click me</a>",
  "<details open ontoggle=window.ran=7>",
  "{{constructor.constructor('window.ran=8')()}} \u0024{window.ran=8}",
  "<style>@import '//evil.example/x.css'</style><base href=//evil.example>",
] as const;

describe.skipIf(chromiumPath === undefined)("stored text in a real browser", () => {
  let whole: WholeApplication;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    whole = await startWholeApplication({ alter: UNINSPECTED });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("dialog", (dialog) => void dialog.dismiss());
    page.on("console", (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await whole?.stop();
  });

  it("VAL-13, VAL-15, P-014: notes come back byte for byte, are shown as they are, and run nothing", async () => {
    const url = whole.identity.app.localUrl;
    const email = "note.writer@example.com";
    const api = await signUp(url, email);
    const ordinary = EVERYDAY.join(" ").slice(0, 480);
    const notes = [SCRIPTS.slice(0, 4), SCRIPTS.slice(4)].map((some) => some.join(" "));
    const ids: string[] = [];
    for (const note of [...notes, ordinary]) {
      const { status, json } = await api.call("POST", "/api/v1/plans", { note });
      expect(status).toBe(201);
      const id = String(json["id"]);
      const { json: stored } = await api.call("GET", `/api/v1/plans/${id}`);
      expect((stored["request"] as { note: string }).note).toBe(note);
      ids.push(id);
    }
    await page.goto(`${url}/signin`);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/plans/);
    const ran = () => page.evaluate(() => (window as { ran?: number }).ran);
    await page.goto(`${url}/plans`);
    await page.getByText("window.ran=1").first().waitFor();
    expect(await ran()).toBeUndefined();
    for (const [index, id] of ids.entries()) {
      await page.goto(`${url}/plans/${id}`);
      await page
        .getByRole("heading", { name: /days? from/ })
        .first()
        .waitFor();
      const text = await page.locator("body").innerText();
      const flat = (value: string): string => value.replaceAll(/\s+/g, " ");
      expect(flat(text)).toContain(flat([...notes, ordinary][index] ?? ""));
      expect(await page.locator("#bait, details[ontoggle], iframe").count()).toBe(0);
      expect(await ran()).toBeUndefined();
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it("VAL-13 broken twin: a page that writes them unescaped runs them", async () => {
    const bare = await browser.newPage();
    await bare.setContent(`<p>${SCRIPTS[2]}</p>`);
    await bare.waitForFunction(() => (window as { ran?: number }).ran === 3);
    await bare.close();
  });
});
