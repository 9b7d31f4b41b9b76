import type { Clock, IdGenerator } from "#core";
import { costsCsv } from "./export.ts";
import { amountText, costOf, type Price, type PriceText, parsePrice } from "./money.ts";
import type { CostFilter, CostGroup, CostRepository, CostSum } from "./repository.ts";
import { type CostView, viewOf } from "./view.ts";

const PAGE = 100;
const EXPORT = 10_000;
const GROUPS = 500;

/** One call of a paid service. */
export interface PaidCall {
  readonly accountId: string;
  /** What the call was made for, such as "POST /api/v1/plans". */
  readonly endpoint: string;
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** A sum as administrators see it. */
export interface CostSumView extends CostSum {
  /** The same as `costMicros`, as people write it. */
  readonly cost: string;
}

/** Costs, for this module's routes and for the modules that require it. */
export interface Costs {
  /**
   * Says what models cost, for each million tokens; call it from `setup`.
   * @throws {RangeError} when a price is no amount.
   */
  readonly declarePrices: (prices: Readonly<Record<string, PriceText>>) => void;
  /**
   * Keeps what a call cost; gives it in micro-units.
   * @throws {RangeError} for a model without a price, or tokens that are no whole number.
   */
  readonly record: (call: PaidCall) => Promise<number>;
  readonly page: (
    filter: CostFilter,
    before: string | undefined,
  ) => Promise<{
    readonly total: CostSumView;
    readonly entries: readonly CostView[];
    readonly next: string | null;
  }>;
  readonly groups: (
    filter: CostFilter,
    by: CostGroup,
  ) => Promise<readonly (CostSumView & { readonly group: string | null })[]>;
  /** 10,000 entries at a time, as a file; `next` is where the next file begins. */
  readonly file: (
    filter: CostFilter,
    before: string | undefined,
    format: "csv" | "json",
  ) => Promise<{ readonly text: string; readonly next: string | null }>;
}

const withAmount = (sum: CostSum): CostSumView => ({ ...sum, cost: amountText(sum.costMicros) });

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Builds the service. */
export const createCosts = (parts: {
  readonly repository: CostRepository;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): Costs => {
  const { repository, clock, newId } = parts;
  const prices = new Map<string, Price>();
  const entries = async (filter: CostFilter, before: string | undefined, limit: number) => {
    const rows = await repository.page(filter, before, limit + 1);
    const shown = rows.slice(0, limit);
    return {
      views: shown.map(viewOf),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  };
  return {
    declarePrices: (declared) => {
      for (const [model, price] of Object.entries(declared)) prices.set(model, parsePrice(price));
    },
    record: async ({ accountId, endpoint, model, tokensIn, tokensOut }) => {
      const price = prices.get(model);
      if (price === undefined) throw new RangeError(`nobody declared what ${model} costs`);
      if (!isCount(tokensIn) || !isCount(tokensOut)) {
        throw new RangeError("tokens are counted in whole numbers from 0 on");
      }
      const costMicros = costOf(price, tokensIn, tokensOut);
      await repository.insert({
        id: newId(),
        at: clock.now(),
        account_id: accountId,
        endpoint,
        model,
        tokens_in: tokensIn,
        tokens_out: tokensOut,
        cost_micros: costMicros,
      });
      return costMicros;
    },
    page: async (filter, before) => {
      const [total, { views, next }] = await Promise.all([
        repository.sum(filter),
        entries(filter, before, PAGE),
      ]);
      return { total: withAmount(total), entries: views, next };
    },
    groups: async (filter, by) =>
      (await repository.groups(filter, by, GROUPS)).map(({ group, ...sum }) => ({
        ...withAmount(sum),
        group: typeof group === "number" ? new Date(group).toISOString().slice(0, 10) : group,
      })),
    file: async (filter, before, format) => {
      const { views, next } = await entries(filter, before, EXPORT);
      return { text: format === "csv" ? costsCsv(views) : JSON.stringify(views), next };
    },
  };
};
