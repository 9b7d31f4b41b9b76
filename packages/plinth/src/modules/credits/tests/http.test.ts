import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import { credits } from "../index.ts";

/** A route whose work costs three credits, and may fail. */
const printing = defineModule({
  name: "printing",
  requires: { credits },
  setup: ({ modules }) => modules.credits,
  routes: (service) => [
    route.post(
      "/api/v1/posters",
      {
        access: "user",
        summary: "Prints a poster",
        body: strictObject({ fails: Type.Boolean() }),
        responses: { 204: null },
        errors: ["CREDITS_USED_UP"],
      },
      async ({ principal, body }) => {
        const order = { accountId: principal.userId, amount: 3, reason: "a poster" };
        await service.spend(order, async () => {
          if (body.fails) throw new Error("the printer burns");
        });
        return undefined;
      },
    ),
  ],
});

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity({ modules: [credits, printing] });
});
afterAll(() => identity.app.stop());

const personWith = async (role: string) => {
  const account = await identity.addAccount({ role });
  const { tokens } = await identity.addSession(account);
  const headers = { authorization: `Bearer ${tokens.accessToken}` };
  return {
    id: account.id,
    ask: async (method: string, path: string, body?: unknown) => {
      const answer = await identity.send(method, path, body, headers);
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
    },
  };
};

describe("credits over HTTP", () => {
  it("QB-06: work takes credits, work that failed gives them back, and nothing goes below nothing", async () => {
    const boss = await personWith("admin");
    const person = await personWith("user");
    const print = async (fails = false) =>
      (await person.ask("POST", "/api/v1/posters", { fails })).status;
    expect(await print()).toBe(409);
    const gift = { account: person.id, amount: 7, reason: "Welcome" };
    expect((await person.ask("POST", "/api/v1/admin/credits", gift)).status).toBe(403);
    expect((await boss.ask("POST", "/api/v1/admin/credits", gift)).body).toEqual({ balance: 7 });
    expect([await print(true), await print(), await print(), await print()]).toEqual([
      500, 204, 204, 409,
    ]);
    const { body } = await person.ask("GET", "/api/v1/credits");
    expect(body.balance).toBe(1);
    const sum = body.entries.reduce(
      (total: number, one: { amount: number }) => total + one.amount,
      0,
    );
    expect(sum).toBe(1);
    expect(body.entries.map((one: { kind: string }) => one.kind).toSorted()).toEqual(
      ["grant", "refund", "reserve", "reserve", "reserve", "settle", "settle"].toSorted(),
    );
    const nobody = { ...gift, account: "01890000-0000-7000-8000-000000000000" };
    expect((await boss.ask("POST", "/api/v1/admin/credits", nobody)).status).toBe(404);
  });

  it("QB-06: what nobody ends is given back when its time is over", async () => {
    const boss = await personWith("admin");
    const person = await personWith("user");
    const gift = { account: person.id, amount: 3, reason: "Welcome" };
    await boss.ask("POST", "/api/v1/admin/credits", gift);
    const service = identity.app.modules.service("credits") as {
      readonly reserve: (order: object) => Promise<{ readonly settle: () => Promise<void> }>;
      readonly balanceOf: (id: string) => Promise<number>;
      readonly expire: () => Promise<number>;
    };
    await service.reserve({ accountId: person.id, amount: 3, reason: "a crash", leaseMs: 1_000 });
    expect([await service.expire(), await service.balanceOf(person.id)]).toEqual([0, 0]);
    identity.clock.advance(1_001);
    expect([await service.expire(), await service.balanceOf(person.id)]).toEqual([1, 3]);
  });
});
