import type { Texts } from "plinth";
import { recipeTitle } from "#core/model";
import { cookedOn, type SavedPlan } from "../saved-plan.ts";
import { portionsWords, type ServedPlan, servedWhole } from "./serving.ts";
import { dateWords, sideBySide } from "./words.ts";

const LINE_BYTES = 75;
/** How long a meal stands in the calendar. */
const MINUTES = 45;

const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, "\\n");

/** Lines of at most 75 bytes, folded between characters (RFC 5545, 3.1). */
const folded = (line: string): string => {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (bytes + size > LINE_BYTES) {
      parts.push(part);
      part = " ";
      bytes = 1;
    }
    part += sign;
    bytes += size;
  }
  return [...parts, part].join("\r\n");
};

const stamp = (iso: string): string => iso.replace(/[-:]|\.\d+/g, "");

const ending = (date: string, time: string): string =>
  stamp(new Date(Date.parse(`${date}T${time}:00Z`) + MINUTES * 60_000).toISOString()).slice(0, -1);

/** One entry for every sitting of a day. */
const entriesOf = (
  served: ServedPlan,
  { place, day: { date, meals } }: ServedPlan["days"][number],
  t: Texts,
): readonly string[] => {
  const { plan } = served;
  const sittings = [...new Set(meals.map(({ sitting }) => sitting))];
  return sittings.flatMap((sitting) => {
    const dishes = meals.filter((meal) => meal.sitting === sitting);
    const [first] = dishes;
    if (first === undefined) return [];
    const kcal = dishes.reduce((sum, { nutrition }) => sum + nutrition.energyKcal, 0);
    const lines = dishes.map(({ slot, recipe, portion }) => {
      const left = cookedOn(plan, place, slot);
      const facts = [
        portionsWords(t, served, { portion }),
        ...(left === undefined ? [] : [t("left over from {day}", { day: dateWords(t, left) })]),
      ];
      return `${recipeTitle(t, recipe)}: ${sideBySide(t, facts)}`;
    });
    return [
      "BEGIN:VEVENT",
      `UID:${plan.id}-${date}-${sitting}@cibozer`,
      `DTSTAMP:${stamp(plan.updatedAt)}`,
      `SEQUENCE:${plan.revision}`,
      `DTSTART:${stamp(`${date}T${first.time}:00`)}`,
      `DTEND:${ending(date, first.time)}`,
      `SUMMARY:${escaped(dishes.map(({ recipe }) => recipeTitle(t, recipe)).join(" + "))}`,
      `DESCRIPTION:${escaped([...lines, t("{kcal} kcal", { kcal: Math.round(kcal) })].join("\n"))}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ];
  });
};

const calendar = (
  head: readonly string[],
  entries: readonly string[],
  { language }: Texts,
): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//Cibozer//Meal plans//${language.toUpperCase()}`,
    ...head,
    ...entries,
    "END:VCALENDAR",
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join("");

/**
 * A calendar with one entry for every sitting, at its clock time wherever the reader is (RFC 5545:
 * local time without a zone). Importing it again replaces the entries: their ids stay.
 */
export const planCalendar = (served: ServedPlan, t: Texts): string =>
  calendar(
    [],
    served.days.flatMap((day) => entriesOf(served, day, t)),
    t,
  );

/** What programs of others are told to do: ask again twice a day (RFC 7986, 5.7). */
const SUBSCRIBED = [
  "METHOD:PUBLISH",
  "NAME:Cibozer",
  "X-WR-CALNAME:Cibozer",
  "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
  "X-PUBLISHED-TTL:PT12H",
];

/** A calendar to subscribe to. Where plans have the same date, it shows the one that comes first. */
export const calendarOf = (plans: readonly SavedPlan[], t: Texts): string => {
  const taken = new Set<string>();
  const entries = plans.flatMap((plan) => {
    const served = servedWhole(plan);
    const days = served.days.filter(({ day }) => !taken.has(day.date));
    for (const { day } of days) taken.add(day.date);
    return days.flatMap((one) => entriesOf(served, one, t));
  });
  return calendar(SUBSCRIBED, entries, t);
};
