import type { LimitWindow } from "./windows.ts";

/** How exactly a rule is counted, where it asks for less than exact. */
export interface Accuracy {
  /** Calls that a node takes at once; left out where every call is counted by itself. */
  readonly lease?: number;
  /** Share of each limit that may be admitted too many; left out where it is counted exactly. */
  readonly tolerance?: number;
}

/** What of a rule its accuracy has to fit. */
interface Counted {
  readonly by: string;
  /** Those of everyone, of tiers and of roles. */
  readonly windows: readonly LimitWindow[];
}

/** A lease takes at most this share of any limit of its rule. */
const LARGEST_SHARE = 10;
const LEAST_TOLERANCE = 0.01;
const LARGEST_TOLERANCE = 0.1;

/** Whether a lease is small enough for all windows of a rule. */
export const leaseFits = (lease: number, windows: readonly LimitWindow[]): boolean =>
  windows.every(({ limit }) => lease * LARGEST_SHARE <= limit);

const parseLease = (
  declared: unknown,
  windows: readonly LimitWindow[],
  problems: string[],
): Accuracy => {
  if (declared === undefined) return {};
  if (typeof declared !== "number" || !Number.isSafeInteger(declared) || declared < 2) {
    problems.push("limit: `lease` is a whole number of calls from 2 on; leave it out to be exact");
    return {};
  }
  if (!leaseFits(declared, windows)) {
    problems.push(`limit: a lease of ${declared} is more than a tenth of a limit of the rule`);
  }
  return { lease: declared };
};

const parseTolerance = (declared: unknown, problems: string[]): Accuracy => {
  if (declared === undefined) return {};
  const isShare =
    typeof declared === "number" && declared >= LEAST_TOLERANCE && declared <= LARGEST_TOLERANCE;
  if (!isShare) {
    problems.push("limit: `tolerance` is a share from 0.01 to 0.1; leave it out to be exact");
    return {};
  }
  return { tolerance: declared };
};

/** Parses `lease` and `tolerance` of a rule; adds one sentence to `problems` for each fault. */
export const parseAccuracy = (
  declared: Readonly<Record<string, unknown>>,
  { by, windows }: Counted,
  problems: string[],
): Accuracy => {
  const accuracy = {
    ...parseLease(declared["lease"], windows, problems),
    ...parseTolerance(declared["tolerance"], problems),
  };
  if (by.startsWith("field:")) {
    for (const field of Object.keys(accuracy)) {
      problems.push(`limit: what guards an account is exact; \`${field}\` does not go with field:`);
    }
  }
  return accuracy;
};

/** ", in leases of 10 (each node may admit 9 more)" – what a rule costs, wherever the rule is told. */
export const describeAccuracy = ({ lease, tolerance }: Accuracy): string => {
  const inLeases =
    lease === undefined ? "" : `, in leases of ${lease} (each node may admit ${lease - 1} more)`;
  const within =
    tolerance === undefined
      ? ""
      : `, within ${Number((tolerance * 100).toFixed(2))} % (up to so much more may pass)`;
  return inLeases + within;
};
