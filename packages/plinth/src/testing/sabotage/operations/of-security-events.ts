import type { SecurityEventsService } from "#modules/security-events";
import { underOtherPolicy } from "../alterations.ts";
import type { Sabotages } from "../sabotage.ts";

/** What is done to security events. */
export const SECURITY_EVENT_SABOTAGES: Sabotages = {
  "unheard-refusals": {
    what: "notes no security event",
    alter: () => ({
      service: (module, service) => {
        // It stops listening before anything was heard; its routes go on.
        if (module === "security-events") void (service as SecurityEventsService).close();
        return service;
      },
    }),
  },
  "open-security-events": {
    what: "tells every account what was refused, and lets it answer alerts",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        policy.module === "security-events" ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
};
