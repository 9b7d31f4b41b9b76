import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { access } from "#modules/access";
import { apiKeys } from "#modules/api-keys";
import { docs } from "#modules/docs";
import { limits } from "#modules/limits";
import { GOOD_PASSWORD, type Identity, startIdentity } from "../../testing/identity.ts";
import { demoModule } from "../../testing/sabotage/demo-module.ts";
import { idempotency } from "../idempotency/index.ts";
import { type SecurityEventsService, securityEvents } from "./index.ts";
import type { EventView } from "./service.ts";

const ROOT = "/api/v1/admin/security-events";
const ALERTS = "/api/v1/admin/alerts";
const ATTACK = '"><svg onload=alert(1)>';

let identity: Identity;
let service: SecurityEventsService;
let admin: Readonly<Record<string, string>>;
let turn = 0;

const address = (): string => `203.0.113.${turn}`;
const send = (method: string, path: string, body?: unknown, headers = {}) =>
  identity.send(method, path, body, { "x-forwarded-for": address(), ...headers });
const bearerOf = async (role = "user") => {
  const account = await identity.addAccount({ role });
  const { tokens, cookie } = await identity.addSession(account);
  return { account, tokens, cookie, authorization: `Bearer ${tokens.accessToken}` };
};
const json = async <T>(path: string): Promise<T> => {
  const answer = await identity.send("GET", path, undefined, admin);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
type Page = { readonly events: readonly EventView[]; readonly next: string | null };
const eventsOf = async (query: string): Promise<readonly EventView[]> =>
  (await json<Page>(`${ROOT}?${query}`)).events;

/** Sessions end while days go by. */
const signInAnew = async (): Promise<void> => {
  const { authorization } = await bearerOf("admin");
  admin = { authorization, "x-forwarded-for": "192.0.2.1" };
};

beforeAll(async () => {
  identity = await startIdentity({
    modules: [access, apiKeys, docs, idempotency, limits, securityEvents, demoModule],
    env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
  });
  service = identity.app.modules.service("security-events") as SecurityEventsService;
  await signInAnew();
});
afterAll(() => identity.app.stop());
beforeEach(() => {
  turn += 1;
  identity.clock.advance(60_000);
});

/** Every refusal that a request can meet, and the one event that it writes. */
const refusals: readonly (readonly [string, number, () => Promise<Response>])[] = [
  [
    "signin.failed",
    401,
    () =>
      send("POST", "/api/v1/auth/signin", { email: "no@example.org", password: "Wrong-1-pass" }),
  ],
  ["inspection.blocked", 400, () => send("GET", `/docs/errors/${encodeURIComponent(ATTACK)}`)],
  [
    "csrf.refused",
    403,
    async () => {
      const { cookie } = await bearerOf();
      return send(
        "POST",
        "/api/v1/demo/notes",
        { text: "x", tags: [] },
        {
          cookie: `__Host-plinth=${cookie}`,
        },
      );
    },
  ],
  [
    "access.denied",
    403,
    async () => {
      const { authorization } = await bearerOf();
      return send("GET", "/api/v1/demo/administration", undefined, { authorization });
    },
  ],
  [
    "limit.exceeded",
    429,
    async () => {
      const { authorization } = await bearerOf();
      let answer = new Response();
      for (let call = 0; call < 6; call += 1) {
        answer = await send("GET", "/api/v1/demo/scarce", undefined, { authorization });
      }
      return answer;
    },
  ],
  [
    "refresh.reused",
    401,
    async () => {
      const { tokens } = await bearerOf();
      const body = { refreshToken: tokens.refreshToken };
      expect((await send("POST", "/api/v1/auth/refresh", body)).status).toBe(200);
      identity.clock.advance(60_000);
      return send("POST", "/api/v1/auth/refresh", body);
    },
  ],
  [
    "api-key.refused",
    401,
    async () => {
      const { authorization } = await bearerOf();
      const wanted = { name: "script", scopes: ["readings:read"] };
      const made = await send("POST", "/api/v1/auth/keys", wanted, { authorization });
      const { key, details } = (await made.json()) as { key: string; details: { id: string } };
      const path = `/api/v1/auth/keys/${details.id}`;
      const use = () =>
        send("GET", "/api/v1/demo/readings", undefined, { authorization: `Bearer ${key}` });
      expect((await use()).status).toBe(200);
      expect((await send("DELETE", path, undefined, { authorization })).status).toBe(204);
      return use();
    },
  ],
  [
    "signature.refused",
    401,
    async () => {
      const { authorization } = await bearerOf();
      const wanted = { name: "pays", scopes: ["payments:write"], signing: "hmac-sha256" };
      const made = await send("POST", "/api/v1/auth/keys", wanted, { authorization });
      const { key } = (await made.json()) as { key: string };
      const bearer = { authorization: `Bearer ${key}` };
      return send("POST", "/api/v1/demo/payments", { text: "x", tags: [] }, bearer);
    },
  ],
];

describe("security events", () => {
  it.each(refusals)(
    "LOG-03, VAL-16: %s is written once, and a security line with it",
    async (name, status, refuse) => {
      const before = identity.lines.length;
      expect((await refuse()).status).toBe(status);
      const refused = (await eventsOf(`address=${address()}`)).filter(
        ({ outcome }) => outcome === "refused",
      );
      expect(refused.map((event) => event.name)).toEqual([name]);
      expect(refused[0]).toMatchObject({
        address: address(),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      const lines = identity.lines
        .slice(before)
        .filter((line) => /security/i.test(line) && line.includes(`"event":"${name}"`));
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({
        category: "security",
        outcome: "refused",
      });
    },
  );

  it("LOG-03, ID-10: a lockout is one event, whatever follows", async () => {
    const email = `ann-${turn}@example.org`;
    await send("POST", "/api/v1/auth/signup", { email, password: GOOD_PASSWORD, name: "Ann" });
    for (let call = 0; call < 6; call += 1) {
      await send("POST", "/api/v1/auth/signin", { email, password: "Wrong-Tulpen-9" });
    }
    const names = (await eventsOf(`address=${address()}`)).map(({ name }) => name);
    expect(names.filter((name) => name === "account.locked")).toHaveLength(1);
    expect(names.filter((name) => name === "limit.exceeded").length).toBeLessThanOrEqual(1);
  });

  it("RL-13, VAL-16: blocked payloads block their address; a burst is one alert", async () => {
    const before = identity.lines.length;
    const statuses: number[] = [];
    for (let call = 0; call < 30; call += 1) {
      statuses.push((await send("GET", `/docs/errors/${encodeURIComponent(ATTACK)}`)).status);
    }
    // 100 points at 5 a payload: the 21st passes the threshold, and what comes is refused unread.
    expect(statuses).toEqual([...Array<number>(21).fill(400), ...Array<number>(9).fill(429)]);
    const events = await eventsOf(`address=${address()}`);
    const count = (name: string) => events.filter((event) => event.name === name).length;
    expect([count("inspection.blocked"), count("address.blocked")]).toEqual([21, 1]);
    const { alerts } = await json<{ alerts: { rule: string; address: string | null }[] }>(
      `${ALERTS}?open=true`,
    );
    const own = alerts.filter((alert) => alert.address === address());
    expect(own.map(({ rule }) => rule).toSorted()).toEqual(["address-blocked", "payloads-blocked"]);
    const metrics = identity.app.metrics.render();
    expect(metrics).toContain('plinth_security_alerts_total{rule="payloads-blocked"} 1');
    const told = identity.lines.slice(before).filter((line) => line.includes("security.alert"));
    expect(told.map((line) => JSON.parse(line).level)).toEqual(told.map(() => "error"));
    expect(told.filter((line) => line.includes('payloads-blocked"'))).toHaveLength(1);
  });

  it("VAL-14, LOG-02: nothing of what was sent is kept, and no secret", async () => {
    await send("GET", `/docs/errors/${encodeURIComponent(ATTACK)}`);
    identity.clock.advance(1);
    identity.app.events.emit("security", {
      name: "upload.refused",
      severity: "warning",
      clientAddress: `${address()}\r\n\u001b[31m`,
      data: { rule: "x".repeat(9_000), password: "hunter2", note: "a\nb" },
    });
    const all = await eventsOf("outcome=refused");
    const text = JSON.stringify(all);
    expect(text).not.toMatch(/svg|onload|hunter2|\\u001b|x{201}/);
    expect(all[1]?.details).toEqual({
      method: "GET",
      rule: expect.stringMatching(/^xss\./),
      class: "xss",
      field: "params.code",
      findings: expect.any(Number),
    });
  });

  it("RL-07: an address of IPv6 is kept, and found, by its /64", async () => {
    const headers = { "x-forwarded-for": `2001:db8:0:${turn}:1:2:3:4` };
    const body = { email: "no@example.org", password: "Wrong-1-pass" };
    await send("POST", "/api/v1/auth/signin", body, headers);
    const found = await eventsOf(`address=2001:db8:0:${turn}::99`);
    expect(found.map((event) => event.address)).toEqual([`2001:db8:0:${turn}::/64`]);
  });
});

describe("the list", () => {
  it("LOG-09: filters, and leads through all pages, each event once, newest first", async () => {
    const { account } = await bearerOf();
    for (let call = 0; call < 120; call += 1) {
      identity.clock.advance(1);
      identity.app.events.emit("security", {
        name: call % 2 === 0 ? "password.changed" : "csrf.refused",
        severity: call % 2 === 0 ? "info" : "warning",
        subject: account.id,
        data: { route: "/api/v1/x", call },
      });
    }
    const found: EventView[] = [];
    let next: string | null = null;
    do {
      const before: string = next === null ? "" : `&before=${next}`;
      const page: Page = await json<Page>(`${ROOT}?account=${account.id}${before}`);
      expect(page.events.length).toBeLessThanOrEqual(50);
      found.push(...page.events);
      next = page.next;
    } while (next !== null);
    expect(found.map(({ details }) => details["call"])).toEqual(
      Array.from({ length: 120 }, (_, index) => 119 - index),
    );
    const count = async (query: string) =>
      (await eventsOf(`account=${account.id}&${query}`)).length;
    expect(await count("name=csrf.refused")).toBe(50);
    expect(await count("severity=info&route=/api/v1/x")).toBe(50);
    expect(await count("route=/api/v1/y")).toBe(0);
    const ago = (ms: number) => new Date(identity.clock.now() - ms).toISOString();
    expect(await count(`to=${ago(119)}`)).toBe(0);
    expect(await count(`from=${ago(9)}`)).toBe(10);
    expect(await count(`from=${ago(9)}&to=${ago(4)}`)).toBe(5);
  });

  it("AZ-04: csv and json files hold the same, and no cell is a formula", async () => {
    const { account } = await bearerOf();
    identity.app.events.emit("security", {
      name: "upload.refused",
      severity: "warning",
      subject: account.id,
      data: { route: "=cmd|' /C calc'!A0" },
    });
    const get = (format: string) =>
      identity.send(
        "GET",
        `${ROOT}/export?format=${format}&account=${account.id}`,
        undefined,
        admin,
      );
    const csv = await get("csv");
    expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(csv.headers.get("content-disposition")).toContain("security-events.csv");
    const lines = (await csv.text()).split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(`"'=cmd|`);
    const file = await get("json");
    expect(file.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(await file.text())).toMatchObject([{ accountId: account.id }]);
  });

  it("LOG-03: a file has every event that fits, however many pages they fill", async () => {
    const { account } = await bearerOf();
    for (let number = 0; number < 1_203; number += 1) {
      identity.app.events.emit("security", {
        name: number % 2 === 0 ? "upload.refused" : "csrf.refused",
        severity: "warning",
        subject: account.id,
        data: { number },
      });
    }
    const path = `${ROOT}/export?format=json&account=${account.id}&name=upload.refused`;
    const file = await identity.send("GET", path, undefined, admin);
    const events = JSON.parse(await file.text()) as { details: { number: number } }[];
    const numbers = events.map(({ details }) => details.number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 602 }, (_, at) => at * 2));
  });

  it.each(["from=yesterday", "name=%3Cb%3E", "severity=bad", "format=xml", "before=1"])(
    "VAL-01: %s is refused in plain words",
    async (query) => {
      const answer = await identity.send("GET", `${ROOT}?${query}`, undefined, admin);
      expect(answer.status).toBe(400);
    },
  );

  it("AZ-02: is for whoever may read it; others and strangers get nothing", async () => {
    const { authorization } = await bearerOf();
    for (const path of [ROOT, `${ROOT}/summary`, `${ROOT}/export?format=csv`]) {
      expect((await send("GET", path)).status).toBe(401);
      expect((await send("GET", path, undefined, { authorization })).status).toBe(403);
    }
  });

  it("counts the last hour, day and week, and the course of a window", async () => {
    type Summary = {
      names: { name: string; hour: number; day: number; week: number; about: string }[];
      series: { refusals: number; others: number }[];
    };
    const read = (window = "24h") => json<Summary>(`${ROOT}/summary?window=${window}`);
    const figures = async (name: string) => {
      const found = (await read()).names.find((one) => one.name === name);
      return [found?.hour, found?.day, found?.week];
    };
    identity.clock.advance(8 * 86_400_000);
    await signInAnew();
    expect(await figures("csrf.refused")).toEqual([0, 0, 0]);
    const emit = () =>
      identity.app.events.emit("security", { name: "csrf.refused", severity: "warning" });
    emit();
    identity.clock.advance(3 * 3_600_000);
    await signInAnew();
    emit();
    expect(await figures("csrf.refused")).toEqual([1, 2, 2]);
    identity.clock.advance(2 * 86_400_000);
    await signInAnew();
    emit();
    emit();
    expect(await figures("csrf.refused")).toEqual([2, 2, 4]);
    for (const [window, parts] of [
      ["1h", 12],
      ["24h", 24],
      ["7d", 28],
    ] as const) {
      const { series } = await read(window);
      expect(series).toHaveLength(parts);
      expect(series.at(-1)).toMatchObject({ refusals: 2 });
    }
    const week = (await read("7d")).series.reduce((sum, { refusals }) => sum + refusals, 0);
    expect(week).toBe(4);
  });
});

describe("what is kept", () => {
  it("LOG-06: is gone after 90 days, and nothing younger with it", async () => {
    const { account } = await bearerOf();
    const emit = (name: "password.changed" | "csrf.refused") =>
      identity.app.events.emit("security", { name, severity: "info", subject: account.id });
    emit("password.changed");
    await service.settle();
    identity.clock.advance(89 * 86_400_000);
    emit("csrf.refused");
    identity.clock.advance(86_400_000 + 1);
    await service.settle();
    await service.sweep();
    await signInAnew();
    const left = await eventsOf(`account=${account.id}`);
    expect(left.map(({ name }) => name)).toEqual(["csrf.refused"]);
  });

  it("LOG-06, PRIV-03: erasure leaves a pseudonym, no address and no details", async () => {
    const { account } = await bearerOf();
    const other = await bearerOf();
    for (const { id } of [account, other.account]) {
      identity.app.events.emit("security", {
        name: "refresh.reused",
        severity: "alert",
        subject: id,
        clientAddress: address(),
        data: { by: account.id, note: "x" },
      });
    }
    const data = service.personalData;
    const exported = await Promise.all(data.map((entry) => entry.export(account.id)));
    expect(exported.map(({ length }) => length)).toEqual([2, 2]);
    for (const entry of data) await entry.erase(account.id);
    for (const entry of data) await entry.erase(account.id);
    const left = await Promise.all(data.map((entry) => entry.export(account.id)));
    expect(left.flat()).toEqual([]);
    const text = JSON.stringify(await eventsOf("name=refresh.reused"));
    expect(text).not.toContain(account.id);
    expect(text).toMatch(/"accountId":"erased-[a-z0-9]{16}"/);
    expect(text).toContain(other.account.id);
  });

  it("LOG-08: a burst costs no request, memory is bounded, and what is lost is counted", async () => {
    for (let call = 0; call < 10_000; call += 1) {
      identity.app.events.emit("security", { name: "csrf.refused", severity: "warning" });
    }
    expect(service.waiting()).toBeLessThanOrEqual(5_000);
    const dropped = /^plinth_security_events_dropped_total (\d+)$/m.exec(
      identity.app.metrics.render(),
    );
    expect(Number(dropped?.[1])).toBe(6_000);
    await service.settle();
    expect(service.waiting()).toBe(0);
  });
});
