import { BootError } from "#core";
import { type Meter, parseAllowance, withSettings } from "./meters.ts";
import type { PaidPeriod } from "./periods.ts";

/** The meters there are, with what tiers and settings say of them. */
export const createMeters = (
  settings: Readonly<Record<string, Readonly<Record<string, string>>>>,
) => {
  const meters = new Map<string, Meter>();
  /** What tiers say of meters, by meter: a tier may be declared before its meters are. */
  const ofTiers = new Map<string, Readonly<Record<string, string>>>();
  const settle = (meter: Meter): void => {
    const own = Object.hasOwn(settings, meter.name) ? settings[meter.name] : undefined;
    const tiers = { ...ofTiers.get(meter.name), ...own };
    meters.set(meter.name, withSettings(meter, tiers));
  };
  return {
    all: (): readonly Meter[] => [...meters.values()],
    find: (name: string): Meter | undefined => meters.get(name),
    require: (name: string): Meter => {
      const meter = meters.get(name);
      if (meter === undefined) throw new TypeError(`no module declares the meter ${name}`);
      return meter;
    },
    declare: (meter: Meter): void => {
      if (meters.has(meter.name)) throw new BootError([`two meters are called ${meter.name}`]);
      settle(meter);
    },
    declareTier: (tier: string, quotas: Readonly<Record<string, string>>): void => {
      for (const [name, text] of Object.entries(quotas)) {
        parseAllowance(text);
        ofTiers.set(name, { ...ofTiers.get(name), [tier]: text });
        const known = meters.get(name);
        if (known !== undefined) settle(known);
      }
    },
    /** Meters that somebody speaks of and nobody declares: a typing error would leave all as it was. */
    unknown: (): readonly string[] =>
      [...new Set([...Object.keys(settings), ...ofTiers.keys()])].filter(
        (name) => !meters.has(name),
      ),
  };
};

/** Who says what accounts pay for; nobody does where nothing is sold. */
export const createPayments = () => {
  let find: ((accountId: string) => Promise<PaidPeriod | undefined>) | undefined;
  return {
    follow: (of: NonNullable<typeof find>): void => {
      if (find !== undefined) throw new BootError(["two modules say what accounts pay for"]);
      find = of;
    },
    periodOf: async (accountId: string): Promise<PaidPeriod | undefined> => find?.(accountId),
  };
};
