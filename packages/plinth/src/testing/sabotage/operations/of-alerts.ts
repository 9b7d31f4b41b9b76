import type { AlertsService } from "#modules/alerts";
import { underOtherPolicy } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** What is done to alerts. */
export const ALERT_SABOTAGES: Sabotages = {
  "never-look": {
    what: "declares alert rules and never looks at them",
    alter: () => ({
      service: (module, service) =>
        module === "alerts" ? { ...(service as AlertsService), begin: () => undefined } : service,
    }),
  },
  "open-alerts": {
    what: "shows every account the alerts and incidents, and lets it silence them",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        policy.module === "alerts" ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
};
