import { createTexts, english, fillEnglish } from "@plinth/console";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayWords } from "./plan-words.ts";

/** English that goes the way of the other languages. */
const throughIntl = createTexts("en-US", fillEnglish);

describe("PERF-04: English is said without Intl as Intl says it", () => {
  it("days, with the day before the month", () => {
    const day = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, (date) => {
        const time = Date.parse(date);
        const said = (options: Intl.DateTimeFormatOptions) =>
          throughIntl.date(time, { ...options, timeZone: "UTC" });
        const [weekday, number, month] = [
          said({ weekday: "short" }),
          said({ day: "numeric" }),
          said({ month: "short" }),
        ];
        expect(dayWords(english, date)).toBe(`${weekday} ${number} ${month}`);
        expect(dayWords(english, date, { weekday: "long" })).toBe(said({ weekday: "long" }));
        expect(dayWords(english, date, { weekday: "short", day: "numeric" })).toBe(
          `${weekday} ${number}`,
        );
      }),
    );
  });
});
