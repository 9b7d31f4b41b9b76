import { type Clock, platformErrors } from "plinth";
import type { KitchenRow } from "./repository.ts";
import type { PantryBody, PreferencesBody, TasteBody } from "./schema.ts";
import type { Kitchens } from "./sealing.ts";

/** What is never to be planned again, and ratings from 1 to 5 by recipe. */
export interface Tastes {
  readonly never: readonly string[];
  readonly ratings: Readonly<Record<string, number>>;
}

/** How weights are written, and in which order the sections of the shop come. */
export interface Preferences {
  /** null = never chosen: what the plan was asked for in. */
  readonly units: "metric" | "us" | null;
  /** Empty = the usual order. */
  readonly aisles: readonly string[];
}

/** What an account keeps of its kitchen, as it sees it. */
export interface KitchenView extends Preferences {
  readonly tastes: readonly {
    readonly recipe: string;
    readonly rating: number | null;
    readonly never: boolean;
  }[];
  readonly staples: readonly string[];
  readonly stock: readonly { readonly food: string; readonly grams: number }[];
}

/** What people like, and what they have at home. */
export interface Kitchen {
  readonly get: (accountId: string) => Promise<KitchenView>;
  readonly tastes: (accountId: string) => Promise<Tastes>;
  readonly preferences: (accountId: string) => Promise<Preferences>;
  /** Changes what is named; the rest stays. */
  readonly prefer: (accountId: string, wish: PreferencesBody) => Promise<KitchenView>;
  /** What is at home; `version` changes with it. */
  readonly home: (accountId: string) => Promise<PantryBody & { readonly version: number }>;
  /** @throws {AppError} NOT_FOUND where there is no such recipe */
  readonly rate: (
    accountId: string,
    recipe: string,
    taste: TasteBody,
    signal: AbortSignal,
  ) => Promise<KitchenView>;
  readonly stock: (accountId: string, pantry: PantryBody) => Promise<KitchenView>;
  readonly remove: (accountId: string) => Promise<void>;
  readonly exportAll: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
}

/** As the columns keep it. */
type KeptTastes = Readonly<Record<string, TasteBody>>;

const EMPTY = { tastes: "{}", pantry: '{"staples":[],"stock":[]}', preferences: "{}" } as const;

const USUAL: Preferences = { units: null, aisles: [] };

const preferencesOf = (row: Pick<KitchenRow, "preferences"> | undefined): Preferences => ({
  ...USUAL,
  ...(JSON.parse(row?.preferences ?? EMPTY.preferences) as Partial<Preferences>),
});

const tastesOf = (row: Pick<KitchenRow, "tastes"> | undefined): KeptTastes =>
  JSON.parse(row?.tastes ?? EMPTY.tastes) as KeptTastes;
const pantryOf = (row: Pick<KitchenRow, "pantry"> | undefined): PantryBody =>
  JSON.parse(row?.pantry ?? EMPTY.pantry) as PantryBody;

const view = (row: KitchenRow | undefined): KitchenView => ({
  tastes: Object.entries(tastesOf(row)).map(([recipe, { rating, never }]) => ({
    recipe,
    rating: rating ?? null,
    never: never === true,
  })),
  ...pantryOf(row),
  ...preferencesOf(row),
});

/** Builds the service. */
export const createKitchen = (parts: {
  readonly kitchens: Kitchens;
  /** Whether there is such a recipe, shipped or of that account. */
  readonly hasRecipe: (accountId: string, id: string, signal: AbortSignal) => Promise<boolean>;
  readonly clock: Clock;
}): Kitchen => {
  const { kitchens, hasRecipe, clock } = parts;
  const change = async (
    accountId: string,
    part: (
      row: KitchenRow | undefined,
    ) => Partial<Pick<KitchenRow, "tastes" | "pantry" | "preferences">>,
  ): Promise<KitchenView> =>
    view(
      await kitchens.change(accountId, (row) => ({
        ...EMPTY,
        ...row,
        ...part(row),
        account_id: accountId,
        updated_at: clock.now(),
      })),
    );
  return {
    get: async (accountId) => view(await kitchens.find(accountId)),
    tastes: async (accountId) => {
      const kept = Object.entries(tastesOf(await kitchens.find(accountId)));
      return {
        never: kept.filter(([, { never }]) => never === true).map(([recipe]) => recipe),
        ratings: Object.fromEntries(
          kept.flatMap(([recipe, { rating }]) => (rating === undefined ? [] : [[recipe, rating]])),
        ),
      };
    },
    preferences: async (accountId) => preferencesOf(await kitchens.find(accountId)),
    prefer: (accountId, { units, aisles }) =>
      change(accountId, (row) => {
        const old = preferencesOf(row);
        const kept: Preferences = {
          units: units ?? old.units,
          aisles: aisles === undefined ? old.aisles : [...new Set(aisles)],
        };
        return { preferences: JSON.stringify(kept) };
      }),
    home: async (accountId) => {
      const row = await kitchens.find(accountId);
      return { ...pantryOf(row), version: row?.updated_at ?? 0 };
    },
    rate: async (accountId, recipe, taste, signal) => {
      if (!(await hasRecipe(accountId, recipe, signal))) throw platformErrors.make.NOT_FOUND();
      return change(accountId, (row) => {
        const { [recipe]: _old, ...others } = tastesOf(row);
        const isKept = taste.rating !== undefined || taste.never === true;
        return { tastes: JSON.stringify(isKept ? { ...others, [recipe]: taste } : others) };
      });
    },
    stock: (accountId, { staples, stock }) =>
      change(accountId, () => ({
        pantry: JSON.stringify({
          staples: [...new Set(staples)],
          stock: [...new Map(stock.map((one) => [one.food, one])).values()],
        } satisfies PantryBody),
      })),
    remove: kitchens.remove,
    exportAll: async (accountId) => {
      const row = await kitchens.find(accountId);
      return row === undefined ? [] : [{ ...view(row) }];
    },
  };
};
