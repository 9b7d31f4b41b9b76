import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock, SECURITY_EVENT_NAMES, type SecurityEvent } from "#core";
import { DEFAULT_RULES, type EventRule } from "./rules.ts";
import type { SecurityAlert } from "./security-alert.ts";
import { createAlertWatch } from "./watch.ts";

const WINDOW = 10_000;
const rule = (change: Partial<EventRule> = {}): EventRule => ({
  id: "test",
  events: ["csrf.refused"],
  by: "address",
  count: 3,
  windowMs: WINDOW,
  severity: "warning",
  about: "A test.",
  ...change,
});

const build = (rules: readonly EventRule[]) => {
  const clock = createManualClock();
  const alerts: SecurityAlert[] = [];
  const watch = createAlertWatch({
    rules,
    clock,
    onAlert: (alert) => alerts.push(alert),
  });
  const hear = (change: Partial<SecurityEvent> = {}): void =>
    watch.hear({
      name: "csrf.refused",
      severity: "warning",
      clientAddress: "203.0.113.1",
      ...change,
    });
  return { clock, alerts, watch, hear };
};

describe("rules about security events", () => {
  it("RL-13: a burst of one key is one alert a window; quiet for a window, the next is new", () => {
    const { clock, alerts, hear } = build([rule()]);
    for (let call = 0; call < 1_000; call += 1) hear();
    expect(alerts).toMatchObject([
      { address: "203.0.113.1", accountId: null, events: 3, lastEvent: "csrf.refused" },
    ]);
    clock.advance(WINDOW);
    hear();
    hear();
    expect(alerts).toHaveLength(1);
    hear();
    expect(alerts).toHaveLength(2);
  });

  it("RL-13: too few within the window, other names, other keys and dry runs are none", () => {
    const { clock, alerts, hear } = build([rule()]);
    for (let call = 0; call < 20; call += 1) {
      clock.advance(WINDOW / 2);
      hear();
    }
    for (let call = 0; call < 20; call += 1) {
      hear({ clientAddress: `203.0.113.${100 + call}` });
      hear({ name: "signin.failed" });
      hear({ data: { dryRun: true }, clientAddress: "192.0.2.7" });
    }
    expect(alerts).toEqual([]);
  });

  it("RL-07: addresses of one /64 are one key; accounts and everybody are counted apart", () => {
    const account = "01890000-0000-7000-8000-000000000001";
    const { alerts, hear } = build([
      rule({ id: "a" }),
      rule({ id: "b", by: "account" }),
      rule({ id: "c", by: "all", count: 4 }),
    ]);
    for (let call = 0; call < 4; call += 1) {
      hear({ clientAddress: `2001:db8:1:1::${call}`, subject: account });
    }
    expect(alerts.map((alert) => [alert.rule.id, alert.address, alert.accountId])).toEqual([
      ["a", "2001:db8:1:1::/64", null],
      ["b", null, account],
      ["c", null, null],
    ]);
  });

  it("P-105: alerts of a key are a window apart, and each stands for its count within one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4_000), fc.nat(2)), { maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, count) => {
          const { clock, alerts, hear } = build([rule({ count })]);
          const heard = new Map<string, number[]>();
          for (const [wait, of] of steps) {
            clock.advance(wait);
            const clientAddress = `203.0.113.${of}`;
            const times = [...(heard.get(clientAddress) ?? []), clock.now()];
            heard.set(clientAddress, times);
            const before = alerts.length;
            hear({ clientAddress });
            const recent = times.filter((time) => clock.now() - time < WINDOW).length;
            const last = alerts
              .slice(0, before)
              .findLast(({ address }) => address === clientAddress);
            const isQuiet = last !== undefined && clock.now() - last.at < WINDOW;
            expect(alerts.length - before).toBe(recent >= count && !isQuiet ? 1 : 0);
          }
        },
      ),
    );
  });

  it("LOG-08: memory stays bounded, whoever comes", () => {
    const { watch, hear } = build([rule(), rule({ id: "other", by: "account" })]);
    for (let call = 0; call < 30_000; call += 1) {
      hear({ clientAddress: `198.51.${call % 250}.${call % 199}`, subject: `someone-${call}` });
    }
    expect(watch.size()).toBeLessThanOrEqual(10_000);
  });

  it("OBS-08: the rules that are there without being set name events that exist, each id once", () => {
    const ids = DEFAULT_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { events, count, windowMs } of DEFAULT_RULES) {
      expect(SECURITY_EVENT_NAMES).toEqual(expect.arrayContaining([...events]));
      expect(count).toBeGreaterThan(0);
      expect(windowMs).toBeGreaterThanOrEqual(60_000);
    }
  });
});
