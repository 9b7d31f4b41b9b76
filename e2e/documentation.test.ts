import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "./support/browser.ts";
import { runPlinth } from "./support/run.ts";
import { scratchDirectory } from "./support/scratch.ts";
import { type ServerProcess, startServer } from "./support/server.ts";

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly "x-plinth-policy": { readonly access: { readonly kind: string } };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly example: unknown;
}

interface Item {
  readonly id: string;
  /** Of sessions: whether it is the one that asks. */
  readonly current?: boolean;
  /** Of statements: whether there is a plan of it. */
  readonly isExplained?: boolean;
}

const scratch = scratchDirectory();
let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(scratch.path);
});
afterAll(async () => {
  await server.stop();
  scratch.remove();
});

const json = async (path: string, headers: Record<string, string> = {}) =>
  (await (await fetch(server.url + path, { headers })).json()) as Record<string, unknown>;

/** Every call of the document; pages and files of the web applications are no API. */
const loadCalls = async (): Promise<readonly Call[]> => {
  const paths = (await json("/docs/json"))["paths"] as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags[0] !== "web")
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation,
        example: operation.requestBody?.content["application/json"]?.example,
      })),
  );
};

/** Accounts first, then what makes things, what shows them, what ends them; signing out last. */
const ORDER = ["/api/v1/auth/signup", "/api/v1/auth/signin"];
const rankOf = ({ method, path, example }: Call): number => {
  const known = ORDER.indexOf(path);
  if (known !== -1) return known;
  if (path.endsWith("/signout")) return 9;
  if (path.endsWith("/revoke-all")) return 10;
  if (path.endsWith("/revoke-others")) return 8;
  if (method === "DELETE") return 7;
  if (example !== undefined) return 3;
  return method === "GET" ? 4 : 5;
};

/** A well-formed id of nothing. */
const NOTHING = "01890000-0000-7000-8000-000000000000";

/** Objects that no documented example makes: their routes answer 404 here, as their pages say. */
const NOT_MADE: Readonly<Record<string, string>> = {
  "/api/v1/auth/mfa/totp/{id}": NOTHING,
  "/api/v1/auth/mfa/remembered-devices/{id}": NOTHING,
  "/api/v1/auth/keys/{id}": NOTHING,
  "/api/v1/auth/passkeys/{id}": NOTHING,
  "/api/v1/admin/users/{id}/sessions/{session}": NOTHING,
  "/api/v1/admin/roles/{name}": "nobody-made-it",
  "/api/v1/calendar-feeds/{id}": NOTHING,
  "/api/v1/calendars/{token}": "A".repeat(43),
  "/api/v1/admin/access-reviews/{id}": NOTHING,
  "/api/v1/admin/access-reviews/{id}/export": NOTHING,
  "/api/v1/admin/blocks/{id}": NOTHING,
  "/api/v1/admin/audit-log/{seq}": "999999999",
  "/api/v1/admin/files/{id}": NOTHING,
  "/api/v1/admin/feedback/{id}": NOTHING,
  "/api/v1/admin/recipe-proposals/{id}": NOTHING,
  "/api/v1/admin/reports/{id}": NOTHING,
  "/api/v1/admin/reports/{id}/take-out": NOTHING,
  "/api/v1/contributed-recipes/{id}": `contributed-${NOTHING}`,
  "/api/v1/contributed-recipes/{id}/reports": `contributed-${NOTHING}`,
  "/api/v1/admin/jobs/{id}": NOTHING,
  "/api/v1/admin/traces/{id}": "0".repeat(32),
  "/api/v1/admin/jobs/{id}/rerun": NOTHING,
  "/api/v1/admin/mail/suppressions/{id}": "A".repeat(43),
  "/api/v1/admin/alerts/{id}/acknowledge": NOTHING,
  "/api/v1/admin/alerts/rules/{id}": "nobody-declared-it",
  "/api/v1/admin/alerts/rules/{id}/try": "nobody-declared-it",
  "/api/v1/admin/alerts/silences/{id}": NOTHING,
  "/api/v1/admin/incidents/{id}": NOTHING,
  "/api/v1/admin/incidents/{id}/notes": NOTHING,
  "/api/v1/admin/incidents/{id}/close": NOTHING,
  "/api/v1/admin/errors/{id}": "0".repeat(32),
  "/api/v1/admin/errors/{id}/state": "0".repeat(32),
  "/api/v1/files/{id}": NOTHING,
  "/api/v1/plan-shares/{id}": NOTHING,
  "/api/v1/push/subscriptions/{id}": NOTHING,
  "/api/v1/privacy/consents/{purpose}": "nobody-asks-for-it",
  "/api/v1/privacy/exports/{id}/ticket": NOTHING,
  "/api/v1/privacy/exports/{id}/archive": NOTHING,
  "/api/v1/admin/privacy/breaches/{id}": NOTHING,
  "/api/v1/admin/privacy/breaches/{id}/tell-authority": NOTHING,
  "/api/v1/admin/privacy/breaches/{id}/tell-people": NOTHING,
  "/api/v1/admin/privacy/breaches/{id}/close": NOTHING,
  // No key of a payment service is set here.
  "/api/v1/billing/checkout": NOTHING,
  "/api/v1/billing/portal": NOTHING,
  "/api/v1/billing/cancel": NOTHING,
  "/api/v1/admin/billing/refunds": NOTHING,
  "/api/v1/admin/billing/reconcile": NOTHING,
};

/** Calls that the account's state refuses here: it has no second factor and no passkey. */
const REFUSED_BY_STATE: Readonly<Record<string, string>> = {
  // Nobody agreed to it.
  "GET /api/v1/health-profile": "403",
  // The plan is as it was made.
  "POST /api/v1/plans/{id}/undo": "409",
  // Nobody confirmed that the address is theirs.
  "POST /api/v1/plans/{id}/mail": "409",
  // The recipe has no photo.
  "DELETE /api/v1/own-recipes/{id}/photo": "404",
  // It went with its recipe, which was deleted before.
  "DELETE /api/v1/own-recipes/{id}/proposal": "404",
  "POST /api/v1/auth/mfa/recovery-codes": "409",
  "POST /api/v1/auth/passkeys/step-up/begin": "409",
  // A profile for tests makes no backups.
  "POST /api/v1/admin/backups": "409",
  "POST /api/v1/admin/backups/drill": "409",
  // No example can be signed with a secret that is not set.
  "POST /api/v1/mail/bounces": "403",
};

/** A statement that the database can explain. */
const explained = async (administrator: string): Promise<string> => {
  const headers = { Authorization: `Bearer ${administrator}` };
  const { statements } = await json("/api/v1/admin/database", headers);
  return (statements as readonly Item[]).find(({ isExplained }) => isExplained)?.id ?? "";
};

/** What stands for the parameters of a path; a new route with parameters needs a line here. */
const loadValue = async (
  path: string,
  token: string,
  administrator: string,
): Promise<string | undefined> => {
  const first = async (list: string, name: string): Promise<string> => {
    const items = (await json(list, { Authorization: `Bearer ${token}` }))[name];
    // Of sessions, one that may be ended without ending the rest of the test.
    return (items as readonly Item[]).find(({ current }) => current !== true)?.id ?? "";
  };
  const spare = async (): Promise<string> => {
    const headers = { Authorization: `Bearer ${administrator}` };
    const { users } = await json("/api/v1/admin/users?search=spare", headers);
    return (users as readonly Item[])[0]?.id ?? "";
  };
  const given: Readonly<Record<string, string>> = {
    ...NOT_MADE,
    "/api/v1/admin/caches/{name}/drop": "groceries",
    "/api/v1/admin/degradation/{name}": "mail",
    "/api/v1/admin/dependencies/{name}/reset": "mail",
    "/docs/errors/{code}": "NOT_FOUND",
  };
  // Looked for only where asked: looking counts against the limits of whoever asks.
  const found: Readonly<Record<string, () => Promise<string>>> = {
    "/api/v1/admin/users/{id}": spare,
    "/api/v1/admin/users/{id}/unlock": spare,
    "/api/v1/admin/users/{id}/usage": spare,
    "/api/v1/admin/users/{id}/password-link": spare,
    "/api/v1/admin/users/{id}/mfa/reset": spare,
    "/api/v1/admin/users/{id}/sessions/revoke": spare,
    "/api/v1/admin/database/statements/{id}/plan": () => explained(administrator),
    "/api/v1/auth/sessions/{id}": () => first("/api/v1/auth/sessions", "sessions"),
    "/api/v1/recipes/{id}": () => first("/api/v1/recipes", "recipes"),
    "/api/v1/own-recipes/{id}": () => first("/api/v1/own-recipes", "recipes"),
    "/api/v1/own-recipes/{id}/photo": () => first("/api/v1/own-recipes", "recipes"),
    "/api/v1/own-recipes/{id}/proposal": () => first("/api/v1/own-recipes", "recipes"),
    "/api/v1/plans/{id}": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/groceries": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/file": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/pdf": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/mail": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/shares": () => first("/api/v1/plans", "plans"),
    "/api/v1/plans/{id}/undo": () => first("/api/v1/plans", "plans"),
  };
  return given[path] ?? (await found[path]?.());
};

const fileAddress = async (path: string): Promise<string | undefined> => {
  const page = await (await fetch(`${server.url}/docs`)).text();
  return new RegExp(`"(${path.replaceAll(".", "\\.")}\\?v=[^"]+)"`).exec(page)?.[1];
};

const PASSWORD = "Tulpen-um-7-Uhr";

const signIn = async (email: string): Promise<string> => {
  const answer = await fetch(`${server.url}/api/v1/auth/signin`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  return String(((await answer.json()) as Record<string, unknown>)["accessToken"]);
};

/** An administrator, made as an operator makes one: through the running instance. */
const signInAdministrator = async (): Promise<string> => {
  for (const [name, role] of [
    ["boss", "admin"],
    ["spare", "user"],
  ] as const) {
    const email = `${name}@example.org`;
    const given = ["--email", email, "--password", PASSWORD, "--role", role];
    expect(
      (await runPlinth(["user", "create", ...given], { PLINTH_DATA: scratch.path })).code,
    ).toBe(0);
  }
  return signIn("boss@example.org");
};

const authorization = (
  access: string,
  token: string,
  administrator: string,
): Readonly<Record<string, string>> => {
  if (access === "public") return {};
  return { Authorization: `Bearer ${access === "user" ? token : administrator}` };
};

describe("DOC-02: documented examples", () => {
  it("P-119: every example of the document answers with a status that it declares", async () => {
    const loaded = (await loadCalls()).toSorted((a, b) => rankOf(a) - rankOf(b));
    // Two devices, so that one session can be ended by the other.
    const calls = loaded.flatMap((call) => (call.path === ORDER[1] ? [call, call] : [call]));
    const isKnownBefore = ({ operation, example }: Call): boolean =>
      operation.requestBody === undefined || example !== undefined;
    const executed: string[] = [];
    const administrator = await signInAdministrator();
    let token = "";
    for (const { method, path, operation, example } of calls.filter(isKnownBefore)) {
      const name = `${method} ${path}`;
      const value = path.includes("{") ? await loadValue(path, token, administrator) : undefined;
      expect(path.includes("{") && value === undefined, `${name}: no value is known`).toBe(false);
      const address =
        (await fileAddress(path)) ?? path.replace(/\{[^}]+\}/g, encodeURIComponent(value ?? ""));
      // Signing out came before it.
      if (path.endsWith("/revoke-all")) token = await signIn("person@example.org");
      const answer = await fetch(server.url + address, {
        method,
        headers: {
          ...authorization(operation["x-plinth-policy"].access.kind, token, administrator),
          ...(example === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(example === undefined ? {} : { body: JSON.stringify(example) }),
      });
      // A stream of events has no end.
      const isEvents = answer.headers.get("content-type")?.startsWith("text/event-stream");
      const text = isEvents === true ? "events" : await answer.text();
      if (isEvents === true) await answer.body?.cancel();
      const good = Object.keys(operation.responses).filter((status) => Number(status) < 400);
      const refusal = path in NOT_MADE ? "404" : REFUSED_BY_STATE[name];
      const declared = refusal === undefined ? good : [refusal];
      expect(declared, `${name}: ${answer.status} ${text.slice(0, 300)}`).toContain(
        String(answer.status),
      );
      if (path === "/api/v1/auth/signin") token = String(JSON.parse(text).accessToken);
      executed.push(name);
    }
    expect(executed.length).toBeGreaterThan(20);
  });

  it("P-119: API_DOCUMENTATION.md has a section for every route of the running server", async () => {
    const text = readFileSync(join(import.meta.dirname, "../API_DOCUMENTATION.md"), "utf8");
    const calls = await loadCalls();
    const missing = calls
      .map(({ method, path }) => `${method} ${path}`)
      .filter((name) => !text.includes(`### \`${name}\``));
    expect(missing).toEqual([]);
  });

  it("P-119: every endpoint that a page names is one of the running server, or of the page's own example", async () => {
    const root = join(import.meta.dirname, "..");
    const paths = (await json("/docs/json"))["paths"] as Record<string, Record<string, Operation>>;
    const served = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const pages = ["", "docs/guide"].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => join(folder, name)),
    );
    const unknown = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8");
      const examples = text.matchAll(/route\.(get|post|put|patch|delete)\(\s*"([^"]+)"/g);
      const known = [
        ...served,
        ...[...examples].map(([, how = "", at]) => `${how.toUpperCase()} ${at}`),
      ].map((one) => one.split("/"));
      const named = text.matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE) \/[\w/{}<>:.-]*[\w}>]/g);
      const isKnown = (parts: readonly string[]): boolean =>
        known.some(
          (own) =>
            own.length === parts.length &&
            own.every((part, index) => part === parts[index] || /^[:{]/.test(part)),
        );
      return [...new Set([...named].map(([call]) => call))]
        .filter((call) => !isKnown(call.split("/")))
        .map((call) => `${page}: ${call}`);
    });
    expect(unknown).toEqual([]);
  });
});

const openOperation = async (page: Page, id: string): Promise<void> => {
  await page.goto(`${server.url}/docs#${id}`);
  await page.locator(`#${id}[open]`).waitFor();
};

/** Sends the form of a route as it stands; gives the line with the status, and the body. */
const tryRoute = async (page: Page, id: string): Promise<{ line: string; body: string }> => {
  await openOperation(page, id);
  const form = page.locator(`#${id} form`);
  await form.locator("button[type=submit]").click();
  await form.locator(".result .line").waitFor();
  const body = form.locator(".result pre");
  return {
    line: (await form.locator(".result .line").textContent()) ?? "",
    body: (await body.count()) === 0 ? "" : ((await body.textContent()) ?? ""),
  };
};

warnWithoutChromium();
describe.skipIf(chromiumPath === undefined)("DOC-01: /docs in a browser", () => {
  const faults: string[] = [];
  let page: Page;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("pageerror", (fault) => faults.push(String(fault)));
    close = () => browser.close();
  });
  afterAll(() => close());

  it("loads without a violation of its policy, a fault or a missing file", async () => {
    await page.goto(`${server.url}/docs`);
    await page.locator(".operation").first().waitFor();
    await page.goto(`${server.url}/docs/errors/NOT_FOUND`);
    expect(await page.locator("h1").textContent()).toBe("Nothing is here");
    expect(faults).toEqual([]);
  });

  it("filters routes by keyboard alone", async () => {
    await page.goto(`${server.url}/docs`);
    const all = await page.locator(".operation:visible").count();
    await page.keyboard.press("/");
    await page.keyboard.type("get plans");
    const shown = await page.locator(".operation:visible").count();
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(all);
    expect(await page.locator("#count").textContent()).toBe(`${shown} of ${all} routes`);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("nothing has these words");
    expect(await page.locator(".none").isVisible()).toBe(true);
    await page.locator("[data-clear]").press("Enter");
    expect(await page.locator(".operation:visible").count()).toBe(all);
    const summary = page.locator("#getHealth > summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#getHealth[open]").count()).toBe(1);
  });

  it("opens an account, signs in with its cookie and changes state with the CSRF token", async () => {
    const account = { email: "docs@example.org", password: "Tulpen-um-7-Uhr", name: "Robin" };
    const { name, ...credentials } = account;
    await openOperation(page, "postApiV1AuthSignup");
    await page.fill("#postApiV1AuthSignup textarea", JSON.stringify({ ...credentials, name }));
    expect((await tryRoute(page, "postApiV1AuthSignup")).line).toMatch(/^201/);
    await openOperation(page, "postApiV1AuthSignin");
    await page.fill("#postApiV1AuthSignin textarea", JSON.stringify(credentials));
    expect((await tryRoute(page, "postApiV1AuthSignin")).line).toMatch(/^200/);
    const me = await tryRoute(page, "getApiV1AuthMe");
    expect(me.line).toMatch(/^200/);
    expect(me.body).toContain(account.email);
    expect((await tryRoute(page, "postApiV1Plans")).line).toMatch(/^201/);
    expect(faults).toEqual([]);
  });

  it("says what is wrong before it sends anything", async () => {
    await openOperation(page, "postApiV1Plans");
    await page.fill("#postApiV1Plans textarea", "{ not json");
    expect((await tryRoute(page, "postApiV1Plans")).line).toContain("The body is not JSON");
    expect((await tryRoute(page, "getApiV1PlansId")).line).toBe("id is missing.");
  });

  it.each([390, 1280])("fits a window of %d pixels", async (width) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/docs`);
    await page.locator("[data-fold=open]").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
