import { daysAfter, instantOf, localTimeAt } from "./local-time.ts";

/** What somebody wants to be reminded of. */
export interface Wishes {
  /** When to begin with dinner. */
  readonly cook: boolean;
  /** The day of the week for shopping, 0 = Sunday, and the time, HH:MM; null = none. */
  readonly shop: { readonly day: number; readonly time: string } | null;
  readonly timeZone: string;
}

/** The dinner of a day; instants in milliseconds since the epoch. */
export interface Dinner {
  readonly planId: string;
  readonly recipe: { readonly id: string; readonly title: string };
  /** HH:MM, as the plan says. */
  readonly time: string;
  readonly beginsAt: number;
  readonly eatenAt: number;
}

/** What is known when it is asked what is due. */
export interface Standing {
  readonly wishes: Wishes;
  /** The days, there, on which they were reminded last. */
  readonly cookedOn: string | null;
  readonly shoppedOn: string | null;
  /** Since when they want it so: what would have been due before is over. */
  readonly since: number;
  readonly now: number;
  /** Today's dinner, if anything is planned and has to be cooked. */
  readonly dinner: Dinner | undefined;
}

/** What to remind of now, and when to look again. */
export interface Due {
  readonly cook: Dinner | undefined;
  readonly shop: boolean;
  readonly nextAt: number;
}

/** Plans change in the course of a day: so long is one believed. */
const LOOK_MS = 3 * 3_600_000;
/** A reminder to go shopping that is later than this is none. */
const SHOP_LATE_MS = 3 * 3_600_000;
const MORNING = "06:00";
const EVENING = "20:00";

interface Part {
  readonly isDue: boolean;
  readonly nextAt: number;
}

const judgeCook = ({ wishes, cookedOn, since, now, dinner }: Standing): Part => {
  const { timeZone } = wishes;
  const { date, time } = localTimeAt(now, timeZone);
  const tomorrow = { isDue: false, nextAt: instantOf(daysAfter(date, 1), MORNING, timeZone) };
  if (cookedOn === date) return tomorrow;
  if (dinner === undefined) {
    return time < EVENING ? { isDue: false, nextAt: now + LOOK_MS } : tomorrow;
  }
  if (dinner.beginsAt > now) {
    return { isDue: false, nextAt: Math.min(dinner.beginsAt, now + LOOK_MS) };
  }
  return { ...tomorrow, isDue: now < dinner.eatenAt && dinner.beginsAt >= since };
};

const judgeShop = (
  { wishes: { timeZone }, shoppedOn, since, now }: Standing,
  { day, time }: NonNullable<Wishes["shop"]>,
): Part => {
  const { date, weekday } = localTimeAt(now, timeZone);
  const days = (day - weekday + 7) % 7;
  const at = instantOf(daysAfter(date, days), time, timeZone);
  if (at > now) return { isDue: false, nextAt: at };
  const isDue = shoppedOn !== date && at >= since && now < at + SHOP_LATE_MS;
  return { isDue, nextAt: instantOf(daysAfter(date, 7), time, timeZone) };
};

/** Says what is due; somebody who wants nothing has no next time (Infinity). */
export const judge = (standing: Standing): Due => {
  const { cook, shop } = standing.wishes;
  const cooking = cook ? judgeCook(standing) : undefined;
  const shopping = shop === null ? undefined : judgeShop(standing, shop);
  return {
    cook: cooking?.isDue === true ? standing.dinner : undefined,
    shop: shopping?.isDue === true,
    nextAt: Math.min(
      cooking?.nextAt ?? Number.POSITIVE_INFINITY,
      shopping?.nextAt ?? Number.POSITIVE_INFINITY,
    ),
  };
};
