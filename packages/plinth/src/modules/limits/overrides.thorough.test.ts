import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { access } from "#modules/access";
import type { LimitOverrides } from "#policy";
import { createBackground } from "#services/background";
import { createLocalBroadcast, createLocalHub } from "#services/broadcast";
import { createLogger } from "#telemetry";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type LimitsService, limits } from "./index.ts";
import { createOverrideRepository } from "./override-repository.ts";
import { createSharedOverrides } from "./shared-overrides.ts";

type Json = Record<string, unknown>;
const STATS = "/api/v1/admin/rate-limit-stats";
const OVERRIDES = "/api/v1/admin/rate-limits/overrides";
const LIFT = `${OVERRIDES}/lift`;
const SIGNUP = "POST /api/v1/auth/signup";
/** It counts by two things; what is set has to say which. */
const RULE = { route: SIGNUP, by: "address" };
const ACTOR = "control socket, user ada";

const clock = createManualClock();
let directory = "";
let identity: Identity;
let ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>;

const start = async (): Promise<void> => {
  const env = { TRUSTED_PROXIES: '["127.0.0.1"]' };
  identity = await startIdentity({
    ...{ modules: [access, limits], env, clock, dataDirectory: directory },
  });
};
const signIn = async (): Promise<void> => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role: "admin" }));
  ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    const response = await identity.send(method, path, body, headers);
    const text = await response.text();
    return {
      status: response.status,
      body: (text.startsWith("{") ? JSON.parse(text) : {}) as Json,
    };
  };
};
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "plinth-overrides-"));
  await start();
  await signIn();
});
afterEach(async () => {
  await identity.app.stop();
  rmSync(directory, { recursive: true, force: true });
});

let callers = 0;
/** How many sign-ups of a caller nobody saw before pass, of five. */
const admitted = async (): Promise<number> => {
  callers += 1;
  const headers = { "x-forwarded-for": `192.0.2.${callers}` };
  for (let call = 0; call < 5; call += 1) {
    const { status } = await identity.send("POST", "/api/v1/auth/signup", {}, headers);
    if (status === 429) return call;
  }
  return 5;
};
const overridden = async () => (await ask("GET", STATS)).body["overrides"];

describe("limits that administrators set", () => {
  it("RL-14, POL-12: hold from the next call on, are seen, and are taken back", async () => {
    expect(await admitted()).toBe(3);
    expect((await ask("PUT", OVERRIDES, { ...RULE, windows: "1/minute" })).status).toBe(204);
    expect(await admitted()).toBe(1);
    expect(await overridden()).toMatchObject([
      {
        ...{ route: SIGNUP, limits: expect.stringMatching(/^1\/minute by address; /) },
        declared: expect.stringMatching(/^3\/minute by address; /),
      },
    ]);
    const dry = { ...RULE, windows: "1/minute", dryRun: true };
    expect((await ask("PUT", OVERRIDES, dry)).status).toBe(204);
    expect(await admitted()).toBe(5);
    expect((await ask("POST", LIFT, { route: SIGNUP })).status).toBe(204);
    expect(await admitted()).toBe(3);
    expect(await overridden()).toEqual([]);
    expect((await ask("POST", LIFT, { route: SIGNUP })).status).toBe(404);
    const names = identity.events.map(({ name }) => name);
    expect(names.filter((name) => name === "limit.overridden")).toHaveLength(2);
    expect(names.filter((name) => name === "limit.restored")).toHaveLength(1);
  });

  it("POL-12: what is no limit of a route is refused, changes nothing and is not echoed", async () => {
    const refused = async (body: unknown) => {
      const reply = await ask("PUT", OVERRIDES, body);
      expect(JSON.stringify(reply.body)).not.toContain("marker");
      return [reply.status, reply.body["code"]];
    };
    const bad = [400, "VALIDATION_ERROR"];
    const windows = "1/minute";
    expect(await refused({ ...RULE, windows: "marker" })).toEqual(bad);
    expect(await refused({ route: SIGNUP, windows })).toEqual(bad);
    expect(await refused({ ...RULE, by: "marker", windows })).toEqual(bad);
    expect(await refused({ route: "marker", windows })).toEqual(bad);
    expect(await refused({ route: "GET /marker", windows })).toEqual([404, "NOT_FOUND"]);
    expect(await overridden()).toEqual([]);
    expect(await admitted()).toBe(3);
  });

  it("POL-12: lie over the file, which the command line does not change in vain", async () => {
    const live = identity.app.limits;
    live.set({ ...RULE, windows: "2/minute" }, ACTOR);
    await ask("PUT", OVERRIDES, { ...RULE, windows: "1/minute" });
    expect(() => live.set({ ...RULE, windows: "4/minute" }, ACTOR)).toThrow(/in the console/);
    expect(() => live.reset(SIGNUP, ACTOR)).toThrow(/in the console/);
    expect(live.reload(ACTOR)).toEqual([]);
    expect(await admitted()).toBe(1);
    await ask("POST", LIFT, { route: SIGNUP });
    expect(await admitted()).toBe(2);
    live.reset(undefined, ACTOR);
    expect(await admitted()).toBe(3);
  });

  it("POL-12: hold after a restart; one of a route that is gone is left out, and said", async () => {
    await ask("PUT", OVERRIDES, { ...RULE, windows: "1/minute" });
    const gone = { route: "GET /gone", limits: ["1/minute"], madeAt: 0, madeBy: null };
    await createOverrideRepository(identity.app.store).save(gone);
    await identity.app.stop();
    await start();
    expect(await admitted()).toBe(1);
    const held = identity.app.limits.list().filter(({ isOverridden }) => isOverridden);
    expect(held.map(({ route }) => route)).toEqual([SIGNUP]);
    // It can be taken away all the same.
    const service = identity.app.modules.service("limits") as LimitsService;
    const actor = { userId: "", requestId: "", clientAddress: "192.0.2.1" };
    await service.restore(actor, "GET /gone");
    expect(await createOverrideRepository(identity.app.store).all()).toHaveLength(1);
  });

  it("RL-10: other nodes follow with the hint, and without it with their next look", async () => {
    const log = createLogger({
      ...{ level: "error", clock, component: "test", destination: { write: () => undefined } },
    });
    const hub = createLocalHub();
    const repository = createOverrideRepository(identity.app.store);
    const nodeOf = async (broadcast = hub.join()) => {
      const background = createBackground({ log });
      let held: LimitOverrides = {};
      const adoptOverrides = (next: LimitOverrides): void => {
        held = next;
      };
      const onFault = (fault: unknown): never => {
        throw fault;
      };
      const controls = () => ({ adoptOverrides });
      const parts = { controls, repository, broadcast, background, onFault };
      const shared = createSharedOverrides(parts);
      await shared.begin();
      return { shared, settle: background.drain, held: () => Object.keys(held) };
    };
    const [a, b, deaf] = [await nodeOf(), await nodeOf(), await nodeOf(createLocalBroadcast())];
    await a.shared.save({ route: SIGNUP, limits: ["1/minute"], madeAt: 0, madeBy: null });
    await b.settle();
    expect([a.held(), b.held(), deaf.held()]).toEqual([[SIGNUP], [SIGNUP], []]);
    await deaf.shared.follow();
    expect(deaf.held()).toEqual([SIGNUP]);
    expect(await deaf.shared.remove(SIGNUP)).toBe(true);
    await Promise.all([a.shared.follow(), a.shared.follow()]);
    expect([a.held(), deaf.held()]).toEqual([[], []]);
  });

  it("PRIV-02, PRIV-03: who set them is known to nobody once that person is erased", async () => {
    const repository = createOverrideRepository(identity.app.store);
    await ask("PUT", OVERRIDES, { ...RULE, windows: "1/minute" });
    const [kept] = await repository.all();
    const maker = kept?.madeBy ?? "";
    const own = identity.app.modules
      .personalData()
      .find(({ table }) => table === "limit_overrides");
    expect(await own?.export(maker)).toMatchObject([{ route: SIGNUP }]);
    await repository.forgetMaker(maker);
    expect(await repository.madeBy(maker)).toEqual([]);
    expect(await repository.all()).toHaveLength(1);
    expect(await admitted()).toBe(1);
  });
});
