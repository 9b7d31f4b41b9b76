import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  startWatched,
  type Watched,
} from "../../packages/plinth/src/modules/alerts/tests/watched.test-support.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const postgres = await startPostgres();
const isMissing = "missing" in postgres;
if (isMissing) announceSkipped("alerts on two nodes", postgres.missing);
afterAll(() => (isMissing ? undefined : postgres.stop()));

const MINUTE = 60_000;

describe.skipIf(isMissing)("alerts on two nodes with one PostgreSQL", () => {
  let a: Watched;
  let b: Watched;
  const both = (value: number): void => {
    a.measured.value = value;
    b.measured.value = value;
  };
  const kinds = (): readonly unknown[] => a.sink.posted.map(({ json }) => json["kind"]);

  beforeEach(async () => {
    const env = {
      DATABASE_URL: isMissing ? "" : await postgres.createDatabase(),
      SECRET_KEY: randomBytes(48).toString("base64url"),
      JWT_SECRET_KEY: randomBytes(48).toString("base64url"),
    };
    a = await startWatched({ env });
    b = await startWatched({ env, clock: a.clock, sink: a.sink });
  });
  afterEach(async () => {
    await b.stop();
    await a.stop();
  });

  it("P-105: one notice and one resolve, however many look; and one looks at a time", async () => {
    both(0.9);
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([a.look(), b.look(1)]);
    both(0);
    for (let turn = 0; turn < 3; turn += 1) await Promise.all([a.look(), b.look(1)]);
    expect(kinds()).toEqual(["firing", "resolved"]);
    // What only one of them measures is not seen where the other has the duty.
    const page = async () => (await (await a.send("GET", "/alerts?open=true")).json()) as object;
    expect(await page()).toMatchObject({ open: 0 });
    a.clock.advance(10 * MINUTE);
    await a.look();
    b.measured.value = 0.9;
    await b.look(1_000);
    expect(await page()).toMatchObject({ open: 0 });
  });

  it("OBS-08: the other node looks within half a minute where the one that looked is gone", async () => {
    await a.look();
    both(0.9);
    // It stops without a word: nobody gives the duty back.
    await b.look(1_000);
    expect(kinds()).toEqual([]);
    await b.look(31_000);
    expect(kinds()).toEqual(["firing"]);
  });

  it("P-105: moments of one address on both nodes are one alert", async () => {
    for (const node of [a, b, a, b]) {
      node.measured.register.raise({
        rule: "test-moment",
        at: a.clock.now(),
        value: 1,
        detail: "One came.",
        address: "203.0.113.9",
      });
    }
    await Promise.all([a.look(), b.look(1)]);
    expect(kinds()).toEqual(["firing"]);
  });
});
