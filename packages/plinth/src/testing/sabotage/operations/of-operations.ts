import type { ErrorTracking } from "#modules/errors";
import { underOtherPolicy } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** Modules whose figures are for operators. */
const FOR_OPERATORS: ReadonlySet<string> = new Set(["errors", "metrics-history", "panels", "jobs"]);

/** What is done to what operators see. */
export const OPERATIONS_SABOTAGES: Sabotages = {
  "open-operations": {
    what: "shows every account the errors, metrics and jobs of the service",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        FOR_OPERATORS.has(policy.module) ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
  "unheard-page-faults": {
    what: "tells nobody of pages that broke",
    alter: () => ({
      service: (module, service) =>
        module === "errors"
          ? { ...(service as ErrorTracking), notePage: () => undefined }
          : service,
    }),
  },
};
