import type { Home, HomeApi } from "../../api/home-api.ts";

/** The best that can be thought of a dish. */
const BEST = 5;

/**
 * Keeps what a sentence said of dishes with what the person likes, before the plan is made that goes by it.
 * Gives what is known then; undefined where nothing was said.
 */
export const keepSaidDishes = async (
  api: HomeApi,
  said: { readonly never: readonly string[]; readonly more: readonly string[] },
): Promise<Home | undefined> => {
  if (said.never.length + said.more.length === 0) return undefined;
  let home = await api.load();
  const key = () => crypto.randomUUID();
  for (const id of said.never) {
    const rating = home.tastes.find(({ recipe }) => recipe === id)?.rating ?? undefined;
    home = await api.rate(id, { ...(rating === undefined ? {} : { rating }), never: true }, key());
  }
  for (const id of said.more) home = await api.rate(id, { rating: BEST }, key());
  return home;
};
