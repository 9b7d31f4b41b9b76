/** A month of 365.25 / 12 days: what 99.99 % leaves of it is 4.38 minutes. */
export const MONTH_MS = 2_629_800_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How fine what was seen is kept. */
export interface SloTier {
  readonly id: number;
  readonly stepMs: number;
  readonly keptMs: number;
}

/** Minutes for the windows of burn rates, hours for the month. */
export const SLO_TIERS = {
  minutes: { id: 0, stepMs: MINUTE_MS, keptMs: 24 * HOUR_MS },
  hours: { id: 1, stepMs: HOUR_MS, keptMs: 40 * 24 * HOUR_MS },
} as const satisfies Readonly<Record<string, SloTier>>;

/** The windows over which burn rates are taken, the shortest first. */
export const BURN_WINDOWS = [
  { name: "5m", ms: 5 * MINUTE_MS },
  { name: "30m", ms: 30 * MINUTE_MS },
  { name: "1h", ms: HOUR_MS },
  { name: "6h", ms: 6 * HOUR_MS },
] as const;

/** The name of such a window. */
export type BurnWindow = (typeof BURN_WINDOWS)[number]["name"];

/**
 * When somebody is told: the budget burns this many times too fast over both windows. The long one
 * says that it matters, the short one that it goes on (SRE Workbook, chapter 5).
 */
export interface BurnRule {
  readonly id: "fast" | "slow";
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  readonly rate: number;
  readonly severity: "critical" | "warning";
}

/** 14.4x spends 2 % of a month's budget in an hour, 6x spends 5 % in six. */
export const BURN_RULES: readonly BurnRule[] = [
  { id: "fast", long: "1h", short: "5m", rate: 14.4, severity: "critical" },
  { id: "slow", long: "6h", short: "30m", rate: 6, severity: "warning" },
];

/** The beginning of the slot that holds an instant. */
export const slotOf = ({ stepMs }: Pick<SloTier, "stepMs">, instant: number): number =>
  Math.floor(instant / stepMs) * stepMs;
