import { PERIODS, type Period } from "./periods.ts";

/** What each period may hold, in whole units; a period that is missing is not limited. */
export type Allowance = Readonly<Partial<Record<Period, number>>>;

/** A meter as a module declares it. */
export interface MeterDeclaration {
  /** Such as "plans"; kebab-case. */
  readonly name: string;
  /** One of what is counted, for people: "plan". */
  readonly unit: string;
  /**
   * What callers have whose tier has nothing of its own, such as "20/minute, 100/month". "100/period"
   * counts in the period that the account pays for, which begins with its subscription.
   */
  readonly limit: string;
  /** What callers of a tier have in its place. */
  readonly tiers?: Readonly<Record<string, string>>;
  /**
   * Share of each limit that is given out, in percent; 100 if not given. 80 for what a provider
   * counts too: its count and ours never agree to the last call (QB-01).
   */
  readonly margin?: number;
}

/** A meter, normalised. */
export interface Meter {
  readonly name: string;
  readonly unit: string;
  readonly allowance: Allowance;
  readonly tiers: Readonly<Record<string, Allowance>>;
  readonly margin: number;
}

const ALLOWED = /^\s*(\d{1,12})\s*\/\s*(minute|day|month|period)\s*$/;

/**
 * Parses text such as "3/minute, 100/month". A limit of 0 gives out nothing.
 * @throws {RangeError} naming what is wrong.
 */
export const parseAllowance = (text: string, margin = 100): Allowance => {
  const allowance: Partial<Record<Period, number>> = {};
  for (const part of text.split(",")) {
    const match = ALLOWED.exec(part);
    const period = PERIODS.find((one) => one === match?.[2]);
    if (period === undefined) {
      throw new RangeError(
        `"${part.trim()}" is not a quota such as 3/minute, 20/day, 100/month or 100/period`,
      );
    }
    if (allowance[period] !== undefined) {
      throw new RangeError(`"${text}" names the same period twice`);
    }
    allowance[period] = Math.floor((Number(match?.[1]) * margin) / 100);
  }
  return allowance;
};

/**
 * Declares a meter.
 * @throws {RangeError} when its name or a limit is none.
 * @example
 * defineMeter({ name: "plans", unit: "plan", limit: "3/month", tiers: { premium: "100/month" } })
 */
export const defineMeter = (declaration: MeterDeclaration): Meter => {
  const { name, unit, limit, tiers = {}, margin = 100 } = declaration;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new RangeError(`meter name ${name} is not kebab-case`);
  }
  if (!(Number.isInteger(margin) && margin > 0 && margin <= 100)) {
    throw new RangeError(`meter ${name}: margin is a whole number of percent from 1 to 100`);
  }
  return {
    name,
    unit,
    margin,
    allowance: parseAllowance(limit, margin),
    tiers: Object.fromEntries(
      Object.entries(tiers).map(([tier, text]) => [tier, parseAllowance(text, margin)]),
    ),
  };
};

/** The meter with what the settings say of its tiers: tier to text; "*" is everybody else. */
export const withSettings = (meter: Meter, settings: Readonly<Record<string, string>>): Meter => {
  const { "*": others, ...tiers } = settings;
  const own = Object.entries(tiers).map(([tier, text]): [string, Allowance] => [
    tier,
    parseAllowance(text, meter.margin),
  ]);
  return {
    ...meter,
    allowance: others === undefined ? meter.allowance : parseAllowance(others, meter.margin),
    // What everybody else has was said by somebody who knew of no tier.
    tiers: { ...meter.tiers, ...Object.fromEntries(own) },
  };
};

/** What callers of a tier have. */
export const allowanceFor = (meter: Meter, tier: string): Allowance =>
  Object.hasOwn(meter.tiers, tier) ? (meter.tiers[tier] ?? meter.allowance) : meter.allowance;
