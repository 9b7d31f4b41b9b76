import type { ValueType } from "../variables/variable.ts";

const METER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const TIER = /^(?:\*|[a-z][a-z0-9-]{0,30})$/;
const PART = /^\d{1,12}\s*\/\s*(?:minute|day|month|period)$/;
const MAX_NAMES = 100;

type Texts = Readonly<Record<string, string>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isQuota = (value: unknown): value is string =>
  typeof value === "string" && value.split(",").every((part) => PART.test(part.trim()));

const isTiers = (value: unknown): value is Texts =>
  isObject(value) &&
  Object.keys(value).length <= MAX_NAMES &&
  Object.entries(value).every(([tier, quota]) => TIER.test(tier) && isQuota(quota));

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A JSON object of quotas by meter and tier; the tier "*" is everybody else (QB-01). */
export const quotasByMeter: ValueType<Readonly<Record<string, Texts>>> = {
  words: 'JSON object such as {"plans": {"free": "3/month", "premium": "100/month"}}',
  parse: (text) => {
    const value = readJson(text);
    const entries = isObject(value) ? Object.entries(value) : [["", ""] as const];
    const quotas = entries.filter(
      (entry): entry is [string, Texts] => METER.test(entry[0]) && isTiers(entry[1]),
    );
    return quotas.length === entries.length && quotas.length <= MAX_NAMES
      ? { value: Object.fromEntries(quotas) }
      : { fault: 'must be a JSON object of quotas such as {"plans": {"free": "3/month"}}' };
  },
};
