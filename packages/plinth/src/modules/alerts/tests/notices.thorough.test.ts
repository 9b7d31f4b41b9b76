import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SINK_SECRET, startWatched, type Watched } from "./watched.test-support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let watched: Watched;
beforeEach(async () => {
  watched = await startWatched();
});
afterEach(() => watched.stop());

/** What was posted of the rules of this test; that a sink is away is an alert of its own. */
const own = (): Watched["sink"]["posted"] =>
  watched.sink.posted.filter(({ json }) => json["rule"] !== "notices-undelivered");
const kinds = (): readonly unknown[] => own().map(({ json }) => json["kind"]);
const raise = (address: string): void =>
  watched.measured.register.raise({
    rule: "test-moment",
    at: watched.clock.now(),
    value: 3,
    detail: "Three came.",
    address,
  });

describe("notices", () => {
  it("OBS-09: a breach and its end are told once each, signed, with where to look", async () => {
    const { measured, look, sink, clock } = watched;
    measured.value = 0.1;
    for (let turn = 0; turn < 6; turn += 1) await look();
    measured.value = 0.01;
    for (let turn = 0; turn < 6; turn += 1) await look();
    expect(kinds()).toEqual(["firing", "resolved"]);
    const [firing, resolved] = sink.posted;
    expect(firing?.json).toMatchObject({
      version: 1,
      application: "Test",
      environment: "test",
      rule: "test-rule",
      severity: "warning",
      about: "A test measures too much.",
      detail: "It is 0.1.",
      advice: "Measure less.",
      url: expect.stringMatching(/\/console\/operations\/alerts$/),
      endedAt: null,
    });
    expect(resolved?.json).toMatchObject({
      alert: firing?.json["alert"],
      endedAt: new Date(clock.now() - 5 * 10_000).toISOString(),
    });
    const signature = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(firing?.headers["plinth-signature"]),
    );
    const text = `${signature?.[1]}.${firing?.text}`;
    expect(createHmac("sha256", SINK_SECRET).update(text).digest("hex")).toBe(signature?.[2]);
    expect(firing?.headers["idempotency-key"]).toBe(firing?.json["id"]);
  });

  it("P-105: an outage of the sink loses nothing, and what comes late comes in its order", async () => {
    const { measured, look, sink } = watched;
    sink.answer(503);
    measured.value = 0.1;
    await look();
    measured.value = 0;
    await look();
    expect(sink.posted).toEqual([]);
    const page = (await (await watched.send("GET", "/alerts")).json()) as {
      sinks: { waiting: number; lastError: string }[];
    };
    expect(page.sinks).toMatchObject([{ waiting: 2, lastError: "answered 503: not now" }]);
    sink.answer(200);
    for (let turn = 0; turn < 8; turn += 1) await look(MINUTE);
    expect(kinds()).toEqual(["firing", "resolved"]);
    expect(new Set(own().map(({ json }) => json["id"])).size).toBe(2);
  });

  it("P-105: an end waits for its beginning, where only that one is not taken", async () => {
    const { measured, look, sink } = watched;
    sink.answer(503, "firing");
    measured.value = 0.1;
    await look();
    measured.value = 0;
    await look();
    await look();
    expect(kinds()).toEqual([]);
    sink.answer(200);
    for (let turn = 0; turn < 3; turn += 1) await look(MINUTE);
    expect(kinds()).toEqual(["firing", "resolved"]);
  });

  it("P-105: what waits is told after a stop and a start", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-alerts-"));
    const { sink } = watched;
    const options = { dataDirectory, sink, clock: watched.clock };
    const first = await startWatched(options);
    sink.answer(503);
    first.measured.value = 0.1;
    await first.look();
    await first.stop();
    sink.answer(200);
    const second = await startWatched({ ...options, value: 0.1 });
    await second.look(4 * MINUTE);
    expect(kinds()).toEqual(["firing"]);
    second.measured.value = 0;
    await second.look();
    expect(kinds()).toEqual(["firing", "resolved"]);
    await second.stop();
    rmSync(dataDirectory, { recursive: true });
  });

  it("OBS-09: ten an hour; what is more is counted in the next one", async () => {
    const { look, sink } = watched;
    for (let call = 0; call < 15; call += 1) raise(`203.0.113.${call}`);
    await look();
    expect(sink.posted).toHaveLength(10);
    await look(HOUR + MINUTE);
    await look(MINUTE);
    const digest = sink.posted.find(({ json }) => json["kind"] === "digest");
    // Five that began, and what was over within the hour beyond the cap.
    expect(digest?.json["leftOut"]).toBeGreaterThanOrEqual(5);
    expect(digest?.json["about"]).toBe(`${digest?.json["leftOut"]} notices were held back.`);
    const lines = digest?.json["heldBack"] as string[];
    expect(lines.filter((line) => line.includes("test-moment"))).toHaveLength(lines.length);
  });

  it("OBS-09: one notice in 300 s, however often a rule goes up and down", async () => {
    const { measured, look } = watched;
    for (let turn = 0; turn < 28; turn += 1) {
      measured.value = turn % 2 === 0 ? 0.1 : 0;
      await look();
    }
    expect(kinds()).toEqual(["firing", "resolved"]);
    measured.value = 0.1;
    await look(MINUTE);
    expect(kinds()).toEqual(["firing", "resolved", "firing"]);
  });

  it("OBS-09: a silence tells nobody, and what goes on at its end is told", async () => {
    const { measured, look, send } = watched;
    const body = { rule: "test-rule", minutes: 10, reason: "A new disk goes in." };
    const made = await send("POST", "/alerts/silences", body);
    expect(made.status).toBe(201);
    measured.value = 0.9;
    for (let turn = 0; turn < 9; turn += 1) await look(MINUTE);
    expect(kinds()).toEqual([]);
    const list = await (await send("GET", "/alerts?open=true")).json();
    expect(list).toMatchObject({ open: 1, alerts: [{ rule: "test-rule", noticedAt: null }] });
    await look(2 * MINUTE);
    expect(kinds()).toEqual(["firing"]);
  });

  it("OBS-09: a moment is over when nothing of it follows; while it goes on it is one alert", async () => {
    const { look, send } = watched;
    for (let turn = 0; turn < 5; turn += 1) {
      raise("203.0.113.9");
      await look(5 * MINUTE);
    }
    expect(kinds()).toEqual(["firing"]);
    await look(10 * MINUTE);
    expect(kinds()).toEqual(["firing", "resolved"]);
    const { alerts } = (await (await send("GET", "/alerts")).json()) as { alerts: unknown[] };
    expect(alerts).toHaveLength(1);
  });

  it("OBS-09: a test message says whether it arrived", async () => {
    const test = async () => (await watched.send("POST", "/alerts/test")).json();
    expect(await test()).toEqual({
      results: [{ sink: "webhook", outcome: "arrived", detail: "It was taken." }],
    });
    expect(kinds()).toEqual(["test"]);
    watched.sink.answer(403);
    expect(await test()).toMatchObject({
      results: [{ outcome: "failed", detail: "answered 403: not now" }],
    });
  });
});
