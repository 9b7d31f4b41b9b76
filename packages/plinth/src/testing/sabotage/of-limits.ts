import type { QuotasService } from "#modules/quotas";
import { alterStages, stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

/** What is done to limits. */
export const LIMIT_SABOTAGES: Sabotages = {
  "skip-throttle": {
    what: "limits no address",
    alter: () =>
      underOtherPolicy(["protect", "meter"], (policy) => ({
        ...policy,
        limits: policy.limits.filter(({ by }) => by !== "address"),
      })),
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
  "ignore-quotas": {
    what: "takes every call for one that uses nothing up",
    alter: () => ({
      service: (module, service) => {
        if (module !== "quotas") return service;
        const { keeper, ...rest } = service as QuotasService;
        const reserve: typeof keeper.reserve = (call) => keeper.reserve({ ...call, amount: 0 });
        return { ...rest, keeper: { ...keeper, reserve, chargedFor: () => 0 } };
      },
    }),
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
