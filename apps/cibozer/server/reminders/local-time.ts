const MINUTE_MS = 60_000;

/** An instant as the clock on somebody's wall shows it. */
export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  /** HH:MM */
  readonly time: string;
  /** 0 = Sunday. */
  readonly weekday: number;
}

/** The zone under the name by which this machine knows it; undefined where there is none. */
export const knownZone = (zone: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/** What the clock shows there, as if it stood in UTC: the one way that Intl tells of an offset. */
const shownAt = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(instant);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
};

/** What a clock in a time zone shows at an instant. */
export const localTimeAt = (instant: number, zone: string): LocalTime => {
  const shown = new Date(shownAt(instant, zone));
  const text = shown.toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16), weekday: shown.getUTCDay() };
};

/**
 * The instant at which a clock there shows date and time. Of an hour that comes twice it is one of
 * the two; in an hour that is left out, an instant beside it.
 */
export const instantOf = (date: string, time: string, zone: string): number => {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const offsetAt = (instant: number): number =>
    shownAt(instant, zone) - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  const near = wanted - offsetAt(wanted);
  return wanted - offsetAt(near);
};

/** A date so many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
