import { slotOf, TIERS, type Tier } from "../ring/tiers.ts";

/** Points of one answer at most. */
export const MAX_POINTS = 2_200;
const WANTED_POINTS = 360;
const STEPS_MS = [10, 60, 300, 900, 3_600, 21_600, 86_400].map((seconds) => seconds * 1_000);

/** What to read for a question. */
export interface Plan {
  readonly tier: Tier;
  readonly stepMs: number;
  /** Multiples of the step; `to` is not part of the answer. */
  readonly from: number;
  readonly to: number;
}

const niceStep = (spanMs: number): number =>
  STEPS_MS.find((step) => spanMs / step <= WANTED_POINTS) ?? 86_400_000;

/**
 * Chooses the coarsest tier that is fine enough, or the finest that goes back so far. The last step
 * is one that has ended: a step under way looks like a fall.
 */
export const planOf = (
  asked: { readonly from: number; readonly to: number; readonly stepMs: number | undefined },
  now: number,
): Plan => {
  const { from, to } = asked;
  const wanted = Math.max(asked.stepMs ?? niceStep(to - from), TIERS[0].stepMs);
  const reaching = TIERS.filter(({ keptMs, stepMs }) => from >= now - keptMs - stepMs);
  const [finest = TIERS[2], ...others] = reaching;
  const tier = others.toReversed().find(({ stepMs }) => stepMs <= wanted) ?? finest;
  const stepMs = Math.ceil(Math.max(wanted, tier.stepMs) / tier.stepMs) * tier.stepMs;
  return {
    tier,
    stepMs,
    from: slotOf({ stepMs }, from),
    to: slotOf({ stepMs }, Math.min(to, now)),
  };
};
