import { rewriteProblems, underOtherPolicy } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** Modules whose answers are for operators. */
const FOR_OPERATORS: ReadonlySet<string> = new Set(["logs", "traces", "live"]);

/** What is done to the log, traces and streams of events. */
export const LIVE_SABOTAGES: Sabotages = {
  "open-logs": {
    what: "shows every account the log, traces and live events",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        FOR_OPERATORS.has(policy.module) ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
  "streams-outlive-sessions": {
    what: "never asks again whose a stream of events is",
    alter: () => ({ controls: (controls) => ({ ...controls, stillHolds: () => true }) }),
  },
  "another-trace-in-the-body": {
    what: "names another trace in its problem documents",
    alter: () =>
      rewriteProblems((problem) =>
        problem["traceId"] === undefined ? problem : { ...problem, traceId: "d".repeat(32) },
      ),
  },
};
