import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { access } from "#modules/access";
import { apiKeys } from "#modules/api-keys";
import { idempotency } from "#modules/idempotency";
import { limits } from "#modules/limits";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";
import { demoModule } from "../../testing/sabotage/demo-module.ts";
import { type AuditLogService, auditLog } from "./index.ts";
import type { EntryView } from "./views.ts";

const ROOT = "/api/v1/admin/audit-log";

let identity: Identity;
let service: AuditLogService;
let admin: Readonly<Record<string, string>>;

const bearerOf = async (role = "user") => {
  const account = await identity.addAccount({ role });
  const { tokens } = await identity.addSession(account);
  return { account, headers: { authorization: `Bearer ${tokens.accessToken}` } };
};
const json = async <T>(path: string): Promise<T> => {
  const answer = await identity.send("GET", path, undefined, admin);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
interface Page {
  readonly entries: readonly EntryView[];
  readonly next: string | null;
}
const entriesOf = async (requestId: string): Promise<readonly EntryView[]> =>
  (await json<Page>(`${ROOT}?request=${requestId}`)).entries;

/** Asks under an id of its own, and gives what the trail says of it. */
const asked = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly entries: readonly EntryView[] }> => {
  const requestId = randomUUID();
  const answer = await identity.send(method, path, body, {
    "x-request-id": requestId,
    "user-agent": "Browser/7",
    ...headers,
  });
  await answer.arrayBuffer();
  return { status: answer.status, entries: await entriesOf(requestId) };
};

beforeAll(async () => {
  identity = await startIdentity({
    modules: [access, apiKeys, idempotency, limits, auditLog, demoModule],
  });
  service = identity.app.modules.service("audit-log") as AuditLogService;
});
afterAll(() => identity.app.stop());
beforeEach(async () => {
  identity.clock.advance(86_400_000);
  admin = (await bearerOf("admin")).headers;
});

describe("the audit trail of requests", () => {
  it("P-048, LOG-04: reading one's own data leaves exactly one entry: who, what, when, where, outcome", async () => {
    const { account, headers } = await bearerOf();
    const { status, entries } = await asked("GET", "/api/v1/auth/sessions", undefined, headers);
    expect(status).toBe(200);
    expect(entries).toEqual([
      expect.objectContaining({
        action: "data.read",
        outcome: "success",
        status: 200,
        at: new Date(identity.clock.now()).toISOString(),
        actor: { kind: "account", id: account.id },
        via: "bearer",
        route: "GET /api/v1/auth/sessions",
        address: "127.0.0.1",
        agent: "Browser/7",
      }),
    ]);
  });

  it("P-048: refused, failed and missing are recorded as well, each once", async () => {
    const { account, headers } = await bearerOf();
    const path = `/api/v1/admin/users/${account.id}`;
    const outcomes = await Promise.all([
      asked("GET", path),
      asked("GET", path, undefined, headers),
      asked("GET", `/api/v1/admin/users/${randomUUID()}`, undefined, admin),
      asked("PATCH", path, { role: 7 }, admin),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([401, 403, 404, 400]);
    for (const { entries, status } of outcomes) {
      expect(entries).toEqual([expect.objectContaining({ outcome: "refused", status })]);
    }
    expect(outcomes[1]?.entries[0]?.target).toEqual({ kind: "account", id: account.id });
  });

  it("P-048: a change is one entry with whom it was done to; a repeated call says so", async () => {
    const { account } = await bearerOf();
    const changed = await asked(
      "PATCH",
      `/api/v1/admin/users/${account.id}`,
      { tier: "pro" },
      admin,
    );
    expect(changed.entries).toEqual([
      expect.objectContaining({
        action: "account.changed",
        target: { kind: "account", id: account.id },
      }),
    ]);
    const { headers } = await bearerOf();
    const again = { ...headers, "idempotency-key": "order-1" };
    const order = { text: "x", tags: [] };
    const first = await asked("POST", "/api/v1/demo/orders", order, again);
    const second = await asked("POST", "/api/v1/demo/orders", order, again);
    expect([first, second].map(({ entries }) => entries.map(({ outcome }) => outcome))).toEqual([
      ["success"],
      ["repeated"],
    ]);
  });

  it("LOG-04: a sign-in is the deed of its account, a failed one is aimed at it", async () => {
    const email = `eve-${identity.clock.now()}@example.org`;
    const credentials = { email, password: GOOD_PASSWORD };
    const signup = await asked("POST", "/api/v1/auth/signup", { ...credentials, name: "Eve" });
    expect(signup.status).toBe(201);
    const { id } = (await identity.accounts.findByEmail(email)) ?? { id: "" };
    const good = await asked("POST", "/api/v1/auth/signin", credentials);
    const bad = await asked("POST", "/api/v1/auth/signin", {
      ...credentials,
      password: "Wrong-1-x",
    });
    expect(good.entries).toEqual([
      expect.objectContaining({ outcome: "success", actor: { kind: "account", id } }),
    ]);
    expect(bad.entries).toEqual([
      expect.objectContaining({
        outcome: "refused",
        actor: null,
        target: { kind: "account", id },
      }),
    ]);
  });

  it("LOG-06, PRIV-03: after an erasure the entries stand under a pseudonym, and the chain holds", async () => {
    const { account, headers } = await bearerOf();
    const requestId = randomUUID();
    await identity.send("GET", "/api/v1/auth/sessions", undefined, {
      ...headers,
      "x-request-id": requestId,
    });
    const [, , asActor] = service.personalData;
    expect(await asActor?.export(account.id)).toEqual([
      expect.objectContaining({ action: "data.read", address: "127.0.0.1" }),
    ]);
    for (const { erase } of service.personalData) await erase(account.id);
    const [entry] = await entriesOf(requestId);
    expect(entry).toMatchObject({ actor: { kind: "erased" }, address: null, agent: null });
    expect(JSON.stringify(entry)).not.toContain(account.id);
    expect((await service.verify()).isWhole).toBe(true);
  });

  it("LOG-04: filters, exports, and shows one entry", async () => {
    const { account, headers } = await bearerOf();
    await identity.send("GET", "/api/v1/auth/sessions", undefined, headers);
    const page = await json<Page>(`${ROOT}?actor=${account.id}&outcome=success`);
    expect(page.entries.map(({ action }) => action)).toEqual(["data.read"]);
    const seq = page.entries[0]?.seq;
    expect(await json(`${ROOT}/${seq}`)).toEqual(page.entries[0]);
    const csv = await identity.send(
      "GET",
      `${ROOT}/export?format=csv&actor=${account.id}`,
      undefined,
      admin,
    );
    const lines = (await csv.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(account.id);
    expect(csv.headers.get("content-disposition")).toContain("audit-log.csv");
    const nobody = await identity.send("GET", ROOT, undefined, headers);
    expect(nobody.status).toBe(403);
  });

  it("LOG-04: a file has every entry that fits, however many pages they fill, as CSV and as JSON", async () => {
    const most = 1_203;
    for (let from = 0; from < most; from += 1) {
      identity.app.events.emit("audit", {
        name: "panels.counted",
        actor: "control socket",
        outcome: from % 2 === 0 ? "refused" : "success",
        data: { from },
      });
    }
    const get = async (format: string) => {
      const path = `${ROOT}/export?format=${format}&action=panels.counted&outcome=refused`;
      return (await identity.send("GET", path, undefined, admin)).text();
    };
    const entries = JSON.parse(await get("json")) as { details: { from: number } }[];
    const wanted = Array.from({ length: Math.ceil(most / 2) }, (_, at) => at * 2);
    // Entries of one moment have no order.
    expect(entries.map(({ details }) => details.from).toSorted((a, b) => a - b)).toEqual(wanted);
    expect((await get("csv")).trimEnd().split("\r\n")).toHaveLength(1 + wanted.length);
  });

  it("LOG-05: a look at the chain is begun, recorded and told", async () => {
    const begun = await identity.send("POST", `${ROOT}/verify`, undefined, admin);
    expect(begun.status).toBe(202);
    await identity.app.jobs.settled();
    const chain = await json<{ verified: unknown; entries: number }>(`${ROOT}/chain`);
    expect(chain).toMatchObject({ isPutBack: false, verified: { isWhole: true, faults: [] } });
    const [entry] = (await json<Page>(`${ROOT}?action=audit-log.verified`)).entries;
    expect(entry).toMatchObject({ outcome: "success", actor: { kind: "thing", id: "system" } });
  });

  it("LOG-04: what no request does is recorded too, and strangers cannot fill the trail", async () => {
    identity.app.events.emit("audit", {
      name: "limits.changed",
      actor: "control socket, user root",
      outcome: "success",
      data: { from: "5/minute", to: "6/minute" },
    });
    const [entry] = (await json<Page>(`${ROOT}?action=limits.changed`)).entries;
    expect(entry).toMatchObject({
      actor: { kind: "thing", id: "control socket, user root" },
      details: { from: "5/minute", to: "6/minute" },
    });
    const odd = await asked("POST", "/api/v1/auth/signin", { nothing: true });
    expect([odd.status, odd.entries]).toEqual([400, []]);
  });

  it("LOG-06: removes what is older than 2555 days, and nothing younger", async () => {
    const before = await json<{ entries: number }>(`${ROOT}/chain`);
    identity.clock.advance(2_556 * 86_400_000);
    admin = (await bearerOf("admin")).headers;
    await json(ROOT);
    await service.trail.settle();
    expect(await service.sweep()).toBeGreaterThanOrEqual(before.entries);
    const left = await json<Page>(ROOT);
    expect(left.entries.length).toBeGreaterThan(0);
    expect(await service.verify()).toMatchObject({ isWhole: true });
  });
});
