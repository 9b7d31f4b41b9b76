import type { Clock, Events } from "#core";
import type { RequestContext } from "#http";
import type { LimitRule } from "#policy";
import type { Decision } from "#services/ratelimit";

/** Keys whose alarm is remembered; beyond it the oldest may ring again. */
const MAX_REMEMBERED = 10_000;

/** One refusal, or what would have been one. */
export interface Violation {
  readonly context: RequestContext;
  readonly rule: LimitRule;
  readonly key: string;
  readonly identity: string;
  readonly decision: Decision;
}

/**
 * Builds the announcer of refusals: one security event for each key and window, however long the
 * burst (RL-13).
 */
export const createViolationReporter = (
  events: Events,
  clock: Clock,
): ((violation: Violation) => void) => {
  const silentUntil = new Map<string, number>();
  return ({ context, rule, key, identity, decision }) => {
    const { limit, seconds } = decision.tightest;
    const now = clock.now();
    // A rule that starts to refuse is news, even where its dry run has just been reported.
    const remembered = `${key}|${seconds}|${rule.dryRun}`;
    if ((silentUntil.get(remembered) ?? 0) > now) return;
    const oldest = silentUntil.size < MAX_REMEMBERED ? undefined : silentUntil.keys().next().value;
    if (oldest !== undefined) silentUntil.delete(oldest);
    silentUntil.set(remembered, now + seconds * 1000);
    events.emit("security", {
      name: "limit.exceeded",
      severity: "warning",
      requestId: context.requestId,
      clientAddress: context.clientAddress,
      ...(rule.by === "address" ? {} : { subject: identity }),
      data: {
        rule: rule.name,
        by: rule.by,
        identity,
        limit,
        windowSeconds: seconds,
        retryAfterSeconds: decision.retryAfterSeconds,
        route: context.route.policy.path,
        dryRun: rule.dryRun,
      },
    });
  };
};
