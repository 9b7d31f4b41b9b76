import type { ShoppingWish } from "../api/plan-types.ts";

/** For which days, and for whom, somebody shops. */
export type Choice = Omit<ShoppingWish, "units"> & {
  /** Those of the household who eat along, by their places. */
  readonly along: readonly number[];
};

type Search = Readonly<Record<string, string>>;

/** What the server takes of days and portions. */
const MOST_PLACES = 30;
const MOST_PORTIONS = 30;
const FEWEST_PORTIONS = 0.1;

const placesOf = (text = ""): readonly number[] => {
  const places = (text.match(/\d+/g) ?? []).map(Number).filter((place) => place < MOST_PLACES);
  return [...new Set(places)].toSorted((a, b) => a - b);
};

/**
 * The choice that an address says: a page that the phone has dropped meanwhile comes back as it was,
 * with no network too. Whatever else the address says counts as nothing.
 */
export const readChoice = (search: Search): Choice => {
  const days = placesOf(search["days"]);
  const scale = Number(search["portions"] ?? 1);
  return {
    ...(days.length === 0 ? {} : { days }),
    scale: scale >= FEWEST_PORTIONS && scale <= MOST_PORTIONS ? scale : 1,
    along: placesOf(search["along"]),
  };
};

/** The choice as an address says it; all days for one person are not mentioned. */
export const writeChoice = ({ days = [], scale, along }: Choice): Search => ({
  days: days.join(" "),
  portions: scale === 1 ? "" : String(scale),
  along: along.join(" "),
});

/** The choice as files and mails are asked for it. */
export const choiceQuery = ({ days = [], scale, along }: Choice): Search => ({
  ...(days.length === 0 ? {} : { days: days.join(",") }),
  ...(scale === 1 ? {} : { scale: String(scale) }),
  ...(along.length === 0 ? {} : { along: along.join(",") }),
});

/** Whether it is another one than all days for one person. */
export const isChosen = (choice: Choice): boolean =>
  Object.values(writeChoice(choice)).some((text) => text !== "");
