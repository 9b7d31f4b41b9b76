import { parseAmount } from "./money.ts";

/** How often a tier is paid for. */
export type Interval = "month" | "year";

/** What a tier costs. */
export interface TierPrice {
  /** In units of the currency, such as "9.99". */
  readonly amount: string;
  /** Default "month". */
  readonly interval?: Interval;
  /** By which name the payment service knows the price (its lookup key); the tier's id if not given. */
  readonly lookupKey?: string;
}

/** A tier as an application declares it. */
export interface TierDeclaration {
  /** Such as "pro"; a lower-case word, as accounts have it. */
  readonly id: string;
  /** For people: "Pro". */
  readonly title: string;
  /** One sentence for people. */
  readonly summary: string;
  /** Without it the tier is what people have who pay nothing; exactly one tier is. */
  readonly price?: TierPrice;
  /** What the code may ask for by name, such as "exports". */
  readonly features?: readonly string[];
  /** What people read on the card of the tier. */
  readonly points?: readonly string[];
  /** Default limit of the routes, such as "1000/hour", in the place of the application's. */
  readonly limit?: string;
  /** What the tier has of each meter, such as { plans: "100/month" }. */
  readonly quotas?: Readonly<Record<string, string>>;
  /** Credits that each period brings which is paid for; those that are left stay. */
  readonly credits?: number;
}

/** All tiers of an application. */
export interface TierTableDeclaration {
  /** ISO 4217 in lower case, such as "usd": one for all tiers. */
  readonly currency: string;
  /** Days that a tier stays after a payment failed; 7 if not given. */
  readonly graceDays?: number;
  /** From the least to the most. */
  readonly tiers: readonly TierDeclaration[];
}

/** A tier, normalised. */
export interface Tier {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Its place, 0 for the free one: of two tiers that are paid for the higher one holds. */
  readonly rank: number;
  /** In the smallest unit of the currency, for one interval; undefined for the free tier. */
  readonly price:
    | { readonly amount: number; readonly interval: Interval; readonly lookupKey: string }
    | undefined;
  readonly features: readonly string[];
  readonly points: readonly string[];
  readonly limit: string | undefined;
  readonly quotas: Readonly<Record<string, string>>;
  readonly credits: number;
}

/** The tiers of an application, the free one first. */
export interface TierTable {
  readonly currency: string;
  readonly graceMs: number;
  readonly tiers: readonly Tier[];
  readonly free: Tier;
}

const DAY_MS = 86_400_000;
const WORD = /^[a-z][a-z0-9-]{0,30}$/;

const toTier = (declared: TierDeclaration, rank: number): Tier => {
  const { id, title, summary, price, features = [], points = [], limit, quotas = {} } = declared;
  const { credits = 0 } = declared;
  if (!WORD.test(id)) throw new RangeError(`tier ${JSON.stringify(id)} is not a lower-case word`);
  if (!(Number.isSafeInteger(credits) && credits >= 0) || (credits > 0 && price === undefined)) {
    throw new RangeError(`tier ${id}: credits are a whole number, and come with a price`);
  }
  return {
    id,
    title,
    summary,
    rank,
    price:
      price === undefined
        ? undefined
        : {
            amount: parseAmount(price.amount),
            interval: price.interval ?? "month",
            lookupKey: price.lookupKey ?? id,
          },
    features,
    points,
    limit,
    quotas,
    credits,
  };
};

const requireUnique = (words: readonly string[], what: string): void => {
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (twice !== undefined) throw new RangeError(`two tiers have the ${what} ${twice}`);
};

/**
 * Declares the tiers of an application as data (QB-04).
 * @throws {RangeError} for a name, a price or a currency that is none, for names that come twice, and
 * where not exactly the first tier is free.
 * @example
 * defineTiers({
 *   currency: "usd",
 *   tiers: [
 *     { id: "free", title: "Free", summary: "To try it." },
 *     { id: "pro", title: "Pro", summary: "For every week.", price: { amount: "9.99" } },
 *   ],
 * });
 */
export const defineTiers = (declared: TierTableDeclaration): TierTable => {
  const { currency, graceDays = 7 } = declared;
  if (!/^[a-z]{3}$/.test(currency)) throw new RangeError("a currency is three lower-case letters");
  if (!(Number.isSafeInteger(graceDays) && graceDays >= 0 && graceDays <= 90)) {
    throw new RangeError("graceDays is a whole number from 0 to 90");
  }
  const tiers = declared.tiers.map(toTier);
  const [free, ...paid] = tiers;
  if (free === undefined || free.price !== undefined) {
    throw new RangeError("the first tier is the free one: it has no price");
  }
  const odd = paid.find(({ price }) => price === undefined);
  if (odd !== undefined)
    throw new RangeError(`tier ${odd.id} has no price; only the first has none`);
  requireUnique(
    tiers.map(({ id }) => id),
    "id",
  );
  requireUnique(
    paid.map(({ price }) => price?.lookupKey ?? ""),
    "lookup key",
  );
  return { currency, graceMs: graceDays * DAY_MS, tiers, free };
};

/** The tier that a price of the payment service stands for; undefined for one of no tier. */
export const tierOfPrice = (table: TierTable, lookupKey: string | null): Tier | undefined =>
  table.tiers.find(({ price }) => price !== undefined && price.lookupKey === lookupKey);

/** The tier of this name. */
export const findTier = (table: TierTable, id: string): Tier | undefined =>
  table.tiers.find((tier) => tier.id === id);
