import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dinner, judge, type Standing } from "./due.ts";
import { daysAfter, instantOf, knownZone, localTimeAt } from "./local-time.ts";

const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"] as const;
const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

const zones = fc.constantFrom(...ZONES);
const minutes = fc.integer({ min: 0, max: 3 * 365 * 24 * 60 });

const dinnerOn = (date: string, timeZone: string, takes: number): Dinner => {
  const eatenAt = instantOf(date, "19:00", timeZone);
  return {
    planId: "plan",
    recipe: { id: "stew", title: "Stew" },
    time: "19:00",
    beginsAt: eatenAt - takes * MINUTE,
    eatenAt,
  };
};

describe("when reminders are due", () => {
  it("UX-01: a clock on a wall and the instant are one, in any zone and at any time of the year", () => {
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const instant = START + minute * MINUTE;
        const { date, time, weekday } = localTimeAt(instant, zone);
        expect(weekday).toBe(new Date(`${date}T12:00:00Z`).getUTCDay());
        const back = instantOf(date, time, zone);
        // An hour that comes twice may be either.
        expect(Math.abs(back - instant) % (60 * MINUTE)).toBe(0);
        expect(localTimeAt(back, zone)).toEqual({ date, time, weekday });
      }),
    );
    expect(knownZone("Europe/Nowhere")).toBeUndefined();
    expect(localTimeAt(Date.parse("2026-07-01T22:30:00Z"), "Europe/Berlin")).toEqual({
      date: "2026-07-02",
      time: "00:30",
      weekday: 4,
    });
  });

  it("UX-01: whoever looks when told to reminds once of each dinner and each shopping day, in time", () => {
    const wishes = fc.record({
      timeZone: zones,
      cook: fc.boolean(),
      shop: fc.option(
        fc.record({
          day: fc.integer({ min: 0, max: 6 }),
          time: fc.constantFrom("00:00", "02:30", "09:30", "23:59"),
        }),
      ),
    });
    fc.assert(
      fc.property(wishes, minutes, fc.integer({ min: 5, max: 300 }), (wished, from, takes) => {
        const since = START + from * MINUTE;
        let now = since;
        let cookedOn: string | null = null;
        let shoppedOn: string | null = null;
        const cooked: string[] = [];
        const shopped: string[] = [];
        const end = since + 22 * 24 * 60 * MINUTE;
        for (let looks = 0; now < end && looks < 1_000; looks += 1) {
          const { date, weekday, time } = localTimeAt(now, wished.timeZone);
          const dinner = dinnerOn(date, wished.timeZone, takes);
          const standing: Standing = { wishes: wished, cookedOn, shoppedOn, since, now, dinner };
          const due = judge(standing);
          if (due.cook !== undefined) {
            cookedOn = date;
            cooked.push(date);
            expect(now - dinner.beginsAt).toBe(0);
          }
          if (due.shop) {
            shoppedOn = date;
            shopped.push(date);
            expect(weekday).toBe(wished.shop?.day);
            expect(time >= (wished.shop?.time ?? "") || time < "04:00").toBe(true);
          }
          expect(due.nextAt).toBeGreaterThan(now);
          now = due.nextAt;
        }
        expect(new Set(cooked).size).toBe(cooked.length);
        expect(new Set(shopped).size).toBe(shopped.length);
        // Each day of three weeks but the first and the last, on which it may have been too late.
        if (wished.cook) expect(cooked.length).toBeGreaterThanOrEqual(20);
        else expect(cooked).toEqual([]);
        if (wished.shop === null) expect(shopped).toEqual([]);
        else expect(shopped.length).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  it("UX-01: what was due before somebody asked for it, and what is too late, is left out", () => {
    const timeZone = "Europe/Berlin";
    const date = "2026-11-23";
    const dinner = dinnerOn(date, timeZone, 40);
    const standing = (now: number, since: number): Standing => ({
      wishes: { cook: true, shop: { day: 1, time: "09:30" }, timeZone },
      cookedOn: null,
      shoppedOn: null,
      since,
      now,
      dinner,
    });
    const morning = instantOf(date, "09:45", timeZone);
    expect(judge(standing(morning, 0)).shop).toBe(true);
    expect(judge(standing(morning, morning - MINUTE)).shop).toBe(false);
    expect(judge(standing(instantOf(date, "13:00", timeZone), 0)).shop).toBe(false);
    expect(judge(standing(dinner.beginsAt + MINUTE, 0)).cook).toBe(dinner);
    expect(judge(standing(dinner.eatenAt, 0)).cook).toBeUndefined();
    expect(judge(standing(dinner.beginsAt + MINUTE, dinner.beginsAt + 1)).cook).toBeUndefined();
    expect(daysAfter("2026-12-31", 1)).toBe("2027-01-01");
  });
});
