import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import type { IdempotencyService } from "./index.ts";
import { KEPT_MS } from "./keeping.ts";
import { type Till, till } from "./till.test-support.ts";

interface Keys {
  readonly idempotency_keys: { readonly answer: string | null };
}

describe("calls that are sent again", () => {
  let identity: Identity;
  let service: Till;
  let bearer: string;
  let count = 0;
  beforeAll(async () => {
    identity = await startIdentity({ modules: [till] });
    service = identity.app.modules.service("till") as Till;
  });
  afterAll(() => identity.app.stop());

  const login = async (): Promise<string> => {
    const { tokens } = await identity.addSession(await identity.addAccount());
    return `Bearer ${tokens.accessToken}`;
  };
  beforeEach(async () => {
    bearer = await login();
    service.hooks.beforeSale = async () => undefined;
    service.hooks.afterSale = async () => undefined;
  });

  const next = (name: string): string => {
    count += 1;
    return `${name}-${count}`;
  };
  const send = async (key: string | undefined, body: object, authorization = bearer) => {
    const headers = { authorization, ...(key === undefined ? {} : { "idempotency-key": key }) };
    const response = await identity.send("POST", "/sales", body, headers);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { id?: string; code?: string },
    };
  };
  const soldOf = async (what: string) => (await service.sold()).filter((one) => one === what);

  it("P-090: the same key has one effect and one answer, in quotes or without", async () => {
    const [key, what] = [next("key"), next("what")];
    const first = await send(key, { what });
    const again = await send(`"${key}"`, { what });
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await soldOf(what)).toHaveLength(1);
  });

  it("PRIV-06: an answer is kept sealed; one that a release before kept plain is still given", async () => {
    const [key, what] = [next("key"), next("canary-of-an-answer")];
    const first = await send(key, { what });
    const { store } = identity.app;
    const rows = await store.read<Keys>().selectFrom("idempotency_keys").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(first.body.id);
    const plain = { status: 201, headers: ["content-type", "application/json"], payload: '"was"' };
    await store
      .write<Keys>()
      .updateTable("idempotency_keys")
      .set({ answer: JSON.stringify({ answer: plain }) })
      .where("answer", "is not", null)
      .execute();
    expect((await send(key, { what })).body).toBe("was");
  });

  it("P-090: without a key each call is its own", async () => {
    const what = next("what");
    await send(undefined, { what });
    await send(undefined, { what });
    expect(await soldOf(what)).toHaveLength(2);
  });

  it("P-090: the same key with another body is refused, in another order it is the same", async () => {
    const [key, what] = [next("key"), next("what")];
    const first = await send(key, { what, note: "n" });
    expect((await send(key, { note: "n", what })).body).toEqual(first.body);
    const other = await send(key, { what, note: "m" });
    expect(other).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
    expect(await soldOf(what)).toHaveLength(1);
  });

  it("P-090: a key belongs to one account", async () => {
    const [key, what] = [next("key"), next("what")];
    const one = await send(key, { what });
    const other = await send(key, { what }, await login());
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(one.body.id);
  });

  it.each(["", '""', "a b", '"a', "x".repeat(256), "ä"])("P-090: %j is no key", async (key) => {
    const headers = {
      authorization: bearer,
      "idempotency-key": encodeURI(key) === key ? key : "\u00e4",
    };
    const response = await identity.send("POST", "/sales", { what: "x" }, headers);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "IDEMPOTENCY_KEY_INVALID" });
  });

  it("P-090: while the first is under way the second is told so, and does nothing", async () => {
    const [key, what] = [next("key"), next("what")];
    const { promise, resolve } = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    service.hooks.beforeSale = () => {
      started.resolve();
      return promise;
    };
    const first = send(key, { what });
    await started.promise;
    const second = await send(key, { what });
    expect(second).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_IN_PROGRESS" } });
    expect(second.headers.get("retry-after")).toBe("1");
    resolve();
    const done = await first;
    expect((await send(key, { what })).body).toEqual(done.body);
    expect(await soldOf(what)).toHaveLength(1);
  });

  it("P-090: what was refused without an effect may be tried again", async () => {
    const key = next("key");
    expect((await send(key, { what: "refused" })).status).toBe(409);
    expect((await send(key, { what: next("what") })).status).toBe(201);
  });

  it("P-090: what failed after its effect is not done again, and answered alike", async () => {
    const [key, what] = [next("key"), next("what")];
    service.hooks.afterSale = () => Promise.reject(new Error("after the commit"));
    expect((await send(key, { what })).status).toBe(500);
    service.hooks.afterSale = async () => undefined;
    expect((await send(key, { what })).status).toBe(500);
    expect(await soldOf(what)).toHaveLength(1);
  });

  it("P-090: whoever was taken for dead leaves no effect beside that of the next", async () => {
    const [key, what] = [next("key"), next("what")];
    const { promise, resolve } = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let runs = 0;
    service.hooks.beforeSale = async () => {
      runs += 1;
      if (runs > 1) return;
      started.resolve();
      await promise;
    };
    const first = send(key, { what });
    await started.promise;
    identity.clock.advance(60_000);
    const second = await send(key, { what });
    expect(second.status).toBe(201);
    resolve();
    expect((await first).status).toBe(409);
    expect(await soldOf(what)).toHaveLength(1);
    expect((await send(key, { what })).body).toEqual(second.body);
  });

  it("P-090: a call that died between its effect and its answer is not done again", async () => {
    const [key, what] = [next("key"), next("what")];
    const started = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<void>();
    service.hooks.afterSale = () => {
      started.resolve();
      return promise;
    };
    const first = send(key, { what });
    await started.promise;
    identity.clock.advance(60_000);
    const second = await send(key, { what });
    expect(second).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_ANSWER_LOST" } });
    resolve();
    await first;
    expect(await soldOf(what)).toHaveLength(1);
  });

  it("P-090: a key is remembered for a day, and removed after it", async () => {
    const [key, what] = [next("key"), next("what")];
    await send(key, { what });
    identity.clock.advance(KEPT_MS + 1);
    bearer = await login();
    const keeping = identity.app.modules.service("idempotency") as IdempotencyService;
    expect(await keeping.tidy()).toBeGreaterThan(0);
    expect(await keeping.tidy()).toBe(0);
  });

  it("PRIV-03: kept answers are exported without keys, and erased with the account", async () => {
    const account = await identity.addAccount();
    const { tokens } = await identity.addSession(account);
    await send(next("key"), { what: next("what") }, `Bearer ${tokens.accessToken}`);
    const keeping = identity.app.modules.service("idempotency") as IdempotencyService;
    const [data] = keeping.personalData;
    expect(await data?.export(account.id)).toMatchObject([{ route: "POST /sales" }]);
    await data?.erase(account.id);
    expect(await data?.export(account.id)).toEqual([]);
  });

  it("P-090: any pattern of repeated calls has one effect and one answer for each key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.nat(2), isTogether: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (calls) => {
          const base = next("property");
          const answers = new Map<number, Set<string>>();
          const one = async (key: number): Promise<void> => {
            const answer = await send(`${base}-${key}`, { what: `${base}-${key}` });
            if (answer.status === 409) return;
            expect(answer.status).toBe(201);
            answers.set(key, (answers.get(key) ?? new Set()).add(answer.body.id ?? ""));
          };
          let together: Promise<void>[] = [];
          for (const { key, isTogether } of calls) {
            together.push(one(key));
            if (!isTogether) {
              await Promise.all(together);
              together = [];
            }
          }
          await Promise.all(together);
          for (const [key, ids] of answers) {
            expect(ids.size).toBe(1);
            expect(await soldOf(`${base}-${key}`)).toHaveLength(1);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
