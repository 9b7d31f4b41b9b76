import { type Clock, type FieldSealer, type IdGenerator, platformErrors } from "plinth";
import type { EatenRow, HistoryRepository } from "./repository.ts";
import type { EatenBody } from "./schema.ts";

/** A meal that somebody had. */
export interface EatenMeal {
  readonly date: string;
  readonly slot: string;
  readonly recipe: { readonly id: string; readonly title: string };
  readonly portion: number;
}

/** What is given at once. */
export interface HistoryPage {
  readonly meals: readonly EatenMeal[];
  readonly earlier: string | null;
}

/** What people had, and when. Every function throws errors of the catalogue only. */
export interface History {
  readonly page: (accountId: string, until?: string) => Promise<HistoryPage>;
  /** @throws {AppError} NOT_FOUND, VALIDATION_ERROR */
  readonly tell: (accountId: string, body: EatenBody, signal: AbortSignal) => Promise<void>;
  /** Recipes of the week before a day: what a plan that begins then repeats only where it must. */
  readonly before: (accountId: string, day: string) => Promise<readonly string[]>;
  readonly removeAll: (accountId: string) => Promise<void>;
  readonly exportAll: (accountId: string) => Promise<readonly Record<string, unknown>[]>;
}

const DAY_MS = 86_400_000;
/** Days of one page. */
const PAGE_DAYS = 28;
/** Days of which a new plan repeats little. */
const RECENT_DAYS = 7;
/** What was longer ago than a year and a month is of no use to anybody, and goes. */
const KEPT_DAYS = 400;

/** The date `days` after another. */
const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const isDate = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
};

/** Builds the service. */
export const createHistory = (parts: {
  readonly repository: HistoryRepository;
  readonly fields: FieldSealer;
  /** The title of a recipe, shipped or of that account; undefined = there is none. */
  readonly titleOf: (
    accountId: string,
    recipe: string,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly newId: IdGenerator;
}): History => {
  const { repository, fields, titleOf, clock, newId } = parts;
  const placeOf = (account: string, row: string) => ({
    table: "eaten_meals",
    column: "meal",
    row,
    account,
  });
  /** Somewhere it is tomorrow already. */
  const lastDay = (): string => new Date(clock.now() + DAY_MS).toISOString().slice(0, 10);
  const opened = async (row: EatenRow): Promise<EatenMeal> => ({
    date: row.day,
    slot: row.slot,
    ...(JSON.parse(await fields.open(placeOf(row.account_id, row.id), row.meal)) as Pick<
      EatenMeal,
      "recipe" | "portion"
    >),
  });
  const requireDate = (date: string, field: string, last: string): void => {
    if (isDate(date) && date <= last && date >= dayAfter(last, -KEPT_DAYS)) return;
    const message = `must be a day of the last ${KEPT_DAYS}`;
    throw platformErrors.make.VALIDATION_ERROR({ faults: [{ field, rule: "date", message }] });
  };
  const between = async (accountId: string, from: string, to: string) =>
    Promise.all((await repository.between(accountId, from, to)).map(opened));
  return {
    page: async (accountId, until = lastDay()) => {
      requireDate(until, "query.until", lastDay());
      const from = dayAfter(until, 1 - PAGE_DAYS);
      const isMore = await repository.hasBefore(accountId, from);
      return {
        meals: await between(accountId, from, until),
        earlier: isMore ? dayAfter(from, -1) : null,
      };
    },
    tell: async (accountId, { date, slot, recipe, portion, eaten }, signal) => {
      const last = lastDay();
      requireDate(date, "body.date", last);
      if (!eaten) return repository.remove(accountId, date, slot);
      const title = await titleOf(accountId, recipe, signal);
      if (title === undefined) throw platformErrors.make.NOT_FOUND();
      const id = newId();
      const text = JSON.stringify({ recipe: { id: recipe, title }, portion });
      const meal = await fields.seal(placeOf(accountId, id), text);
      await repository.put({ id, account_id: accountId, day: date, slot, meal });
      await repository.removeBefore(accountId, dayAfter(last, -KEPT_DAYS));
    },
    before: async (accountId, day) => {
      const meals = await between(accountId, dayAfter(day, -RECENT_DAYS), dayAfter(day, -1));
      return [...new Set(meals.map(({ recipe }) => recipe.id))];
    },
    removeAll: repository.removeAll,
    exportAll: async (accountId) =>
      (await between(accountId, "0000-01-01", "9999-12-31")).map((meal) => ({ ...meal })),
  };
};
