import type { LimitControls } from "#modules/contract";
import type { LimitKey } from "#policy";
import { BLOCK_MS, FORGIVEN_AFTER_MS, SUSPICION_POINTS, SUSPICION_SECONDS } from "#protection/gate";
import type { Controls } from "../controls.ts";
import type { LiveLimits } from "./live-limits.ts";

/** What modules may know and do of limits and address lists. */
export const limitControls = (
  { throttle, gate }: Pick<Controls, "throttle" | "gate">,
  limits: Pick<LiveLimits, "list" | "overrideFor" | "adopt">,
): LimitControls => ({
  routes: () =>
    limits.list().map(({ route, limits: now, declared, isOverridden }) => ({
      ...{ route, limits: now, declared, isOverridden },
    })),
  overrideFor: limits.overrideFor,
  adoptOverrides: limits.adopt,
  rules: throttle.stats,
  busiest: throttle.busiest,
  offenders: throttle.offenders,
  clear: ({ name, by }, identity, isCounted) =>
    throttle.clear({ name, by: by as LimitKey }, identity, isCounted),
  entries: gate.entries,
  replaceEntries: gate.replace,
  onBlocked: gate.onBlocked,
  block: gate.block,
  rangeOf: gate.rangeOf,
  holdsExempt: gate.holdsExempt,
  holds: gate.holds,
  alarm: gate.alarm,
  suspicion: {
    points: SUSPICION_POINTS,
    seconds: SUSPICION_SECONDS,
    blockMs: BLOCK_MS,
    rememberedMs: FORGIVEN_AFTER_MS,
  },
});
