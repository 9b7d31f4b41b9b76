/** How fine the past is kept. */
export interface Tier {
  readonly id: number;
  /** Length of one slot. */
  readonly stepMs: number;
  /** How long slots are kept. */
  readonly keptMs: number;
  /** How often the slot under way is written: what a kill loses of it. */
  readonly writtenMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The finest first. */
export const TIERS = [
  { id: 0, stepMs: 10 * SECOND, keptMs: 6 * HOUR, writtenMs: 0 },
  { id: 1, stepMs: MINUTE, keptMs: 7 * DAY, writtenMs: 20 * SECOND },
  { id: 2, stepMs: 15 * MINUTE, keptMs: 35 * DAY, writtenMs: MINUTE },
] as const satisfies readonly Tier[];

/** How often figures are taken: the step of the finest tier. */
export const TICK_MS = TIERS[0].stepMs;

/** Rows into which the figures of one slot are split, so that a question reads few of them. */
export const SHELVES = 8;

/** Series that one process records; further ones are counted and left out. */
export const MAX_SERIES = 4_000;

/** The beginning of the slot that holds an instant. */
export const slotOf = (tier: Pick<Tier, "stepMs">, instant: number): number =>
  Math.floor(instant / tier.stepMs) * tier.stepMs;

/** Where the figures of a family lie. */
export const shelfOf = (family: string): number => {
  let sum = 0;
  for (const letter of family) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % SHELVES;
};
