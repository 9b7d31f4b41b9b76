import { alterStages, stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

/** What is done to limits. */
export const LIMIT_SABOTAGES: Sabotages = {
  "skip-throttle": {
    what: "limits nothing",
    alter: () => underOtherPolicy(["protect", "meter"], (policy) => ({ ...policy, limits: [] })),
  },
  "skip-meter": {
    what: "limits no user",
    alter: () => alterStages("meter", () => []),
  },
  "skip-gate": {
    what: "lets in whoever comes, whatever came from there before",
    alter: () => alterStages("protect", (factories) => factories.slice(1)),
  },
  "ignore-tiers": {
    what: "holds everybody to one limit, whatever their tier",
    alter: () =>
      underOtherPolicy(["protect", "meter"], (policy) => ({
        ...policy,
        limits: policy.limits.map(({ tiers: _, roles: __, ...rule }) => rule),
      })),
  },
  "open-limit-stats": {
    what: "tells every account who is refused and blocked",
    alter: () =>
      underOtherPolicy(["authorize"], (policy) =>
        policy.module === "limits" ? { ...policy, access: { kind: "user" } } : policy,
      ),
  },
  "one-bucket-for-all": {
    what: "takes all callers for one",
    alter: () =>
      stageBefore("protect", () => (context) => {
        Object.assign(context, { clientAddress: "192.0.2.1" });
      }),
  },
  "trust-everyone-as-proxy": {
    what: "believes whatever address a caller invents",
    env: { TRUSTED_PROXIES: '["127.0.0.0/8"]' },
  },
  "lie-about-limits": {
    what: "announces budget that is not there",
    alter: () =>
      stageBefore("handle", () => ({ replyHeaders }) => {
        const at = replyHeaders.indexOf("RateLimit");
        if (at === -1) return;
        replyHeaders[at + 1] = (replyHeaders[at + 1] ?? "").replace(/;r=\d+/, ";r=99999");
      }),
  },
};
