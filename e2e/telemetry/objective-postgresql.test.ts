import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AnomaliesService,
  anomalies,
} from "../../packages/plinth/src/modules/anomalies/index.ts";
import {
  type EngagementService,
  engagement,
} from "../../packages/plinth/src/modules/engagement/index.ts";
import { type SloService, slo } from "../../packages/plinth/src/modules/slo/index.ts";
import { createSloRepository } from "../../packages/plinth/src/modules/slo/repository.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import { type Identity, startIdentity } from "../../packages/plinth/src/testing/identity.ts";
import { startPostgres } from "../../packages/plinth/src/testing/index.ts";

const server = await startPostgres();
if ("missing" in server) process.stderr.write(`\nNOT RUN: ${server.missing}\n\n`);

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe.skipIf("missing" in server)("objective, anomalies and active days on PostgreSQL", () => {
  let identity: Identity;
  beforeAll(async () => {
    if ("missing" in server) return;
    identity = await startIdentity({
      modules: [status, slo, anomalies, engagement],
      env: { DATABASE_URL: await server.createDatabase() },
    });
  });
  afterAll(async () => {
    await identity?.app.stop();
    if (!("missing" in server)) await server.stop();
  });

  it("OBS-14: slots are added up over nodes, and two that come up at once find one gap", async () => {
    const repository = createSloRepository(identity.app.store);
    const now = identity.clock.now();
    const slot = Math.floor(now / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;
    const row = { tier: 0, slot, good_ms: 50_000, bad_ms: 10_000, requests: 7, faults: 1 };
    const batch = { gapMs: 15_000, isStopping: false, forget: true, rows: [row] } as const;
    const seenAt = slot + MINUTE_MS;
    await repository.save({ ...batch, node: "a", at: seenAt, since: slot });
    const since = seenAt + 2 * MINUTE_MS;
    await Promise.all(
      ["b", "c"].map((node) => repository.save({ ...batch, node, at: since, since })),
    );
    // Once more changes nothing.
    await repository.save({ ...batch, node: "c", at: since, since });
    const { minutes, gaps } = await repository.history(now);
    expect(minutes).toEqual([{ slot, goodMs: 150_000, badMs: 30_000, requests: 21, faults: 3 }]);
    expect(gaps).toEqual([{ from: seenAt, to: since, isPlanned: false }]);
    identity.clock.advance(3_000);
    const service = identity.app.modules.service("slo") as SloService;
    const { figures } = await service.read();
    // A sixth of a minute, and two minutes without anybody; the hour has no row of its own.
    expect(figures.availability.badIn["30m"]).toBeCloseTo(MINUTE_MS / 6 + 2 * MINUTE_MS, 3);
    expect(figures.availability.bad).toBe(2 * MINUTE_MS);
    expect(figures.requests.badIn["1h"]).toBe(3);
  });

  it("OBS-10: an anomaly is written, changed and found by its time", async () => {
    const { repository } = identity.app.modules.service("anomalies") as AnomaliesService;
    const at = identity.clock.now();
    const one = {
      id: "an-anomaly",
      class: "reads",
      signal: "latency",
      startedAt: at - MINUTE_MS,
      lastAt: at - MINUTE_MS,
      endedAt: undefined,
      points: 1,
      value: 0.4,
      expected: 0.02,
      z: 9.5,
      isSettled: false,
    } as const;
    await repository.save("node", [one]);
    await repository.save("node", [{ ...one, lastAt: at, endedAt: at, points: 7 }]);
    expect(await repository.find(at - DAY_MS, at, 10)).toEqual([
      { ...one, node: "node", lastAt: at, endedAt: at, points: 7 },
    ]);
    expect(await repository.find(at + 1, at + DAY_MS, 10)).toEqual([]);
  });

  it("OBS-06: active days and weeks are counted as on the embedded database", async () => {
    const service = identity.app.modules.service("engagement") as EngagementService;
    const first = identity.clock.now();
    const [ann, ben] = [
      await identity.addAccount({ created_at: first }),
      await identity.addAccount({ created_at: first }),
    ];
    for (const one of [ann, ben]) await identity.addSession(one);
    await service.sweep();
    identity.clock.advance(7 * DAY_MS);
    await identity.addSession(ann);
    await service.sweep();
    await service.sweep();
    const { active, cohorts } = await service.figures();
    expect(active).toEqual({ day: 1, week: 1, month: 2 });
    expect(cohorts.slice(-2).map(({ accounts, active: weeks }) => [accounts, weeks])).toEqual([
      [2, [2, 1]],
      [0, [0]],
    ]);
  });
});
