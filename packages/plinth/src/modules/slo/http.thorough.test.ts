import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { defineModule } from "#modules/contract";
import { status } from "#modules/status";
import type { AlertRegister } from "#services/alerts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { type SloService, slo } from "./index.ts";
import { createSloRepository, type SloBatch } from "./repository.ts";
import type { SloReply } from "./schema.ts";

const START = Date.UTC(2026, 2, 1, 12);
const STEP = 60_000;

/** Sees the rules that are declared. */
const reader = defineModule({ name: "reader", setup: ({ alerts }) => alerts });

let identity: Identity;
let clock: ManualClock;
let bearer: Readonly<Record<string, string>>;
const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};
const ask = async (): Promise<SloReply> => {
  const answer = await identity.send("GET", "/api/v1/admin/slo", undefined, bearer);
  expect(answer.status).toBe(200);
  return (await answer.json()) as SloReply;
};
const firing = async (): Promise<readonly string[]> => {
  const rules = (identity.app.modules.service("reader") as AlertRegister).rules();
  const found = await Promise.all(
    rules.map(async ({ id, evaluate, limits }) => {
      const reading = await evaluate(clock.now(), limits);
      return reading?.firing === true ? [id] : [];
    }),
  );
  return found.flat();
};

beforeAll(async () => {
  clock = createManualClock(START);
  identity = await startIdentity({
    modules: [status, slo, reader],
    clock,
    // By hand: the next one by itself comes after the test.
    env: { SLO_PROBE_SECONDS: "60" },
  });
  bearer = await bearerOf("admin");
  // Its own first look is behind it: from here on the test alone makes it look, each time a step later.
  const { keeper } = identity.app.modules.service("slo") as SloService;
  await vi.waitFor(() => expect(keeper?.last()?.isGood).toBe(true), { timeout: 10_000 });
});
afterAll(() => identity?.app.stop());

describe("the objective", () => {
  const service = () => identity.app.modules.service("slo") as SloService;
  const probe = async (): Promise<void> => {
    clock.advance(STEP);
    await service().keeper?.tick();
  };

  it("LOG-01, OBS-10: the application's own looks fill no log; others at the same path do", async () => {
    await identity.app.fetch("/ready", { headers: { "User-Agent": "curl" } });
    identity.app.log.flush();
    const lines = identity.lines.filter((line) => line.includes('"route":"/ready"'));
    expect(lines).toHaveLength(1);
  });

  it("OBS-14, AZ-02: is not for strangers and users", async () => {
    expect((await identity.app.fetch("/api/v1/admin/slo")).status).toBe(401);
    const user = await bearerOf("user");
    expect((await identity.send("GET", "/api/v1/admin/slo", undefined, user)).status).toBe(403);
  });

  it("OBS-14: is measured by asking the own listener, over a real socket", async () => {
    for (let at = 0; at < 6; at += 1) await probe();
    const { objectives, probe: prober, target } = await ask();
    expect(target).toBe(99.99);
    expect(prober).toMatchObject({ path: "/ready", seconds: 60, last: { isGood: true } });
    expect(objectives[0]).toMatchObject({
      id: "availability",
      measured: 100,
      bad: 0,
      observed: 360,
      budget: { total: 262.98, left: 1 },
    });
    expect(await firing()).toEqual([]);
    const scraped = await (await identity.app.fetch("/metrics")).text();
    expect(scraped).toMatch(/^slo_probes_total\{outcome="good"\} 7$/m);
    expect(scraped).toContain('slo_target_ratio{objective="availability"} 0.9999');
    expect(scraped).toContain('slo_burn_rate{objective="availability",window="1h"} 0');
  });

  it("OBS-14: a node that died costs budget from its last sign of life on, and both rules fire", async () => {
    // The next process finds the last sign of life older than three probes.
    const repository = createSloRepository(identity.app.store);
    const diedAt = clock.now();
    clock.advance(10 * STEP);
    const batch: SloBatch = {
      node: "01890a5d-ac96-774b-bcce-b302099a8057",
      at: clock.now(),
      since: clock.now(),
      gapMs: 3 * STEP,
      rows: [],
      isStopping: false,
      forget: false,
    };
    await repository.save(batch);
    // Once more, as after an answer that was lost on the way.
    await repository.save(batch);
    const { objectives, outages } = await ask();
    expect(outages).toEqual([
      {
        from: new Date(diedAt).toISOString(),
        to: new Date(clock.now()).toISOString(),
        seconds: 600,
        isPlanned: false,
      },
    ]);
    const [availability] = objectives;
    expect(availability?.measured).toBeCloseTo((360 / 960) * 100, 3);
    expect(availability?.budget.left).toBeCloseTo(1 - 600 / 262.98, 3);
    expect(availability?.rules.map(({ isFiring }) => isFiring)).toEqual([true, true]);
    expect(await firing()).toEqual(["slo-availability-fast-burn", "slo-availability-slow-burn"]);
  });

  it("OBS-14: what was stopped on purpose is shown, and costs nothing", async () => {
    const repository = createSloRepository(identity.app.store);
    const before = (await ask()).objectives[0];
    clock.advance(STEP);
    const end = { node: "b", gapMs: 3 * STEP, rows: [], forget: true } as const;
    await repository.save({ ...end, at: clock.now(), since: clock.now(), isStopping: true });
    clock.advance(20 * STEP);
    const next = { ...end, node: "c", isStopping: false };
    await repository.save({ ...next, at: clock.now(), since: clock.now() });
    // Meanwhile the session has ended.
    bearer = await bearerOf("admin");
    const { objectives, outages } = await ask();
    expect(outages.map(({ isPlanned }) => isPlanned)).toEqual([true, false]);
    expect(objectives[0]?.bad).toBe(before?.bad);
    // An hour on the outage is over for the fast rule.
    clock.advance(60 * STEP);
    expect(await firing()).toEqual([]);
  });
});
