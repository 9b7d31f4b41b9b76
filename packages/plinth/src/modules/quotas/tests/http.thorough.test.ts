import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import type { QuotasService } from "../index.ts";
import { began, printing } from "./printing.test-support.ts";

type Json = Record<string, unknown>;
const DAY_MS = 86_400_000;
describe("routes with a quota", () => {
  let identity: Identity;
  let service: QuotasService;
  beforeAll(async () => {
    identity = await startIdentity({ modules: [printing] });
    service = identity.app.modules.service("quotas") as QuotasService;
  });
  afterAll(() => identity.app.stop());

  const addPerson = async (tier = "free") => {
    const account = await identity.addAccount({ tier });
    const login = async () => {
      const { tokens } = await identity.addSession(account);
      return { authorization: `Bearer ${tokens.accessToken}` };
    };
    let headers = await login();
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await identity.send(method, path, body, headers);
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Json,
      };
    };
    return {
      account,
      again: async () => {
        headers = await login();
      },
      print: (pages: number, more: Json = {}) => ask("POST", "/api/v1/pages", { pages, ...more }),
      used: async () => {
        const { body } = await ask("GET", "/api/v1/usage");
        const [meter] = body["meters"] as { readonly periods: readonly Json[]; days: unknown }[];
        return { ...meter?.periods[0], days: meter?.days };
      },
    };
  };
  const toMidnight = () => identity.clock.advance(DAY_MS - (identity.clock.now() % DAY_MS));

  it("P-040, QB-02: at the limit 429 tells the reset time and the work is not begun", async () => {
    toMidnight();
    identity.clock.advance(3_600_000);
    const person = await addPerson();
    const first = await person.print(12);
    expect([first.status, first.headers.get("quota")]).toEqual([
      200,
      '"pages";q=20;r=8;t=82800;p=day',
    ]);
    const before = began.times;
    const refused = await person.print(9);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("82800");
    expect(refused.body).toMatchObject({
      code: "QUOTA_EXCEEDED",
      meter: "pages",
      window: "day",
      limit: 20,
      resetsAt: new Date(identity.clock.now() + 82_800_000).toISOString(),
    });
    expect(refused.body["type"]).toContain("QUOTA_EXCEEDED");
    expect(began.times).toBe(before);
    expect((await person.print(8)).status).toBe(200);
    expect((await person.print(1)).status).toBe(429);
    // More than there ever is, on a first call too.
    expect((await (await addPerson()).print(21)).status).toBe(429);
    expect(identity.events.filter(({ name }) => name === "quota.exceeded")).toHaveLength(3);
    toMidnight();
    await person.again();
    expect((await person.print(1)).status).toBe(200);
  });

  it("QB-03: an administrator sees what an account used, and nobody else does", async () => {
    toMidnight();
    const person = await addPerson();
    await person.print(5);
    const usage = async (role: string, id: string) => {
      const { tokens } = await identity.addSession(await identity.addAccount({ role }));
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      return identity.send("GET", `/api/v1/admin/users/${id}/usage`, undefined, headers);
    };
    const seen = await usage("admin", person.account.id);
    expect([seen.status, await seen.json()]).toMatchObject([
      200,
      { tier: "free", meters: [{ meter: "pages", periods: [{ used: 5, limit: 20 }] }] },
    ]);
    expect((await usage("user", person.account.id)).status).toBe(403);
    expect((await usage("admin", "01890000-0000-7000-8000-000000000000")).status).toBe(404);
  });

  it("QB-06: what failed is given back; what was used in truth is kept", async () => {
    toMidnight();
    const person = await addPerson();
    expect((await person.print(10, { end: "fault" })).status).toBe(500);
    expect((await person.print(10, { end: "conflict" })).status).toBe(409);
    expect((await person.print(99)).status).toBe(400);
    expect(await person.used()).toMatchObject({ used: 0, limit: 20, reached: 0, days: [] });
    await person.print(10, { used: 4 });
    expect(await person.used()).toMatchObject({ used: 4 });
    await person.print(1, { used: 30 });
    const day = new Date(identity.clock.now()).toISOString().slice(0, 10);
    expect(await person.used()).toMatchObject({
      used: 34,
      reached: 100,
      days: [{ day, used: 34 }],
    });
    expect((await person.print(0)).status).toBe(429);
  });

  it("QB-01: a tier has its own, and nobody uses up what is another's", async () => {
    toMidnight();
    const [poor, rich] = [await addPerson(), await addPerson("premium")];
    expect((await poor.print(20)).status).toBe(200);
    expect((await poor.print(1)).status).toBe(429);
    expect((await rich.print(50)).headers.get("quota")).toContain(";q=1000;r=950;");
  });

  it("P-039, QB-02: both lines, crossed in two periods, are told once each: header, event, mail", async () => {
    toMidnight();
    const person = await addPerson();
    const told: (string | null)[] = [];
    const day = async () => {
      for (const pages of [14, 1, 1, 2, 1]) {
        told.push((await person.print(pages)).headers.get("quota-warning"));
      }
    };
    await day();
    const [low, high] = ['"pages";share=75;p=day', '"pages";share=90;p=day'];
    expect(told).toEqual([null, low, null, high, null]);
    const mails = await identity.mailsTo(person.account.email);
    expect(mails.map(({ subject }) => subject.slice(0, 4)).toSorted()).toEqual(["75 %", "90 %"]);
    // A line that is crossed again after something was given back says nothing new.
    await person.print(1, { end: "fault" });
    expect((await person.print(1)).headers.get("quota-warning")).toBeNull();
    toMidnight();
    await person.again();
    await day();
    expect(told.slice(5)).toEqual([null, low, null, high, null]);
    expect(await identity.mailsTo(person.account.email)).toHaveLength(4);
    const own = identity.events.filter(
      ({ name, subject }) => name === "quota.warned" && subject === person.account.id,
    );
    expect(own.map(({ data }) => data?.["share"])).toEqual([75, 90, 75, 90]);
  });

  it("QB-06: a reservation that nobody ends is given back", async () => {
    toMidnight();
    const { account } = await addPerson();
    const quota = { meter: "pages", cost: 1, on: "user", onStoreDown: "deny" } as const;
    const call = { quota, amount: 20, userId: account.id, keyId: undefined, tier: "free" };
    const reserve = () =>
      service.keeper.reserve({
        ...call,
        leaseMs: 1_000,
        route: "-",
        requestId: "-",
        clientAddress: "192.0.2.1",
      });
    const lost = await reserve();
    await expect(reserve()).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    identity.clock.advance(1_000);
    expect(await service.expire()).toBe(1);
    expect(await service.expire()).toBe(0);
    await (await reserve()).refund();
    // Its work came to an end after all: that counts.
    await lost.settle(20);
    await lost.refund();
    await expect(reserve()).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
  });

  it("PRIV: what was used is exported and erased with the account", async () => {
    toMidnight();
    const person = await addPerson();
    await person.print(5);
    const entries = identity.app.modules
      .personalData()
      .filter(({ table }) => /^quota_/.test(table));
    const told = await Promise.all(entries.map((entry) => entry.export(person.account.id)));
    expect(told.flat().map((row) => row["used"])).toEqual([5, 5]);
    for (const entry of entries) await entry.erase(person.account.id);
    expect((await Promise.all(entries.map((one) => one.export(person.account.id)))).flat()).toEqual(
      [],
    );
  });
});
