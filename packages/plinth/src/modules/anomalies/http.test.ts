import { afterAll, beforeAll, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { defineModule } from "#modules/contract";
import type { AlertMoment } from "#services/alerts";
import { startTestApplication, type TestApplication } from "#testing";
import { type AnomaliesService, anomalies } from "./index.ts";

const moments: AlertMoment[] = [];
/** Stands where the module that tells people of alerts stands. */
const onCall = defineModule({
  name: "on-call",
  setup: ({ alerts, metrics }) => {
    alerts.listen({ onMoment: (moment) => moments.push(moment), onResponse: () => undefined });
    return metrics;
  },
});

let application: TestApplication;
let clock: ManualClock;
beforeAll(async () => {
  clock = createManualClock();
  application = await startTestApplication({ modules: [anomalies, onCall], clock });
});
afterAll(() => application?.stop());

it("P-035, OBS-10: an outlier is flagged, recorded in the store and told to whoever is on call", async () => {
  const { look, repository } = application.modules.service("anomalies") as AnomaliesService;
  const times = application.metrics
    .histogram({
      name: "http_request_duration_seconds",
      help: "Time from arrival to answer",
      labels: ["method", "route"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    })
    .child({ method: "GET", route: "/api/v1/things" });
  const tick = async (seconds: number) => {
    for (let call = 0; call < 40; call += 1) times.observe(seconds);
    clock.advance(10_000);
    await look();
  };
  for (let at = 0; at < 40; at += 1) await tick(0.02 + (at % 4) / 1_000);
  expect(moments).toEqual([]);
  await tick(0.4);
  const recorded = () => repository.find(0, clock.now(), 10);
  expect(await recorded()).toMatchObject([
    { class: "reads", signal: "latency", points: 1, startedAt: clock.now(), endedAt: undefined },
  ]);
  expect(moments).toMatchObject([{ rule: "anomaly", at: clock.now() }]);
  expect(moments[0]?.detail).toMatch(/^Latency of reads is 400 ms, expected 21\.\d ms \(z /);
  await tick(0.021);
  expect(await recorded()).toMatchObject([{ points: 1, endedAt: clock.now() }]);
  const scraped = application.metrics.render();
  expect(scraped).toContain('anomalies_total{class="reads",signal="latency"} 1');
  expect(scraped).toContain('anomaly_active{class="reads",signal="latency"} 0');
});

it("OBS-10, AZ-02: strangers do not read them", async () => {
  expect((await application.fetch("/api/v1/admin/anomalies")).status).toBe(401);
});
