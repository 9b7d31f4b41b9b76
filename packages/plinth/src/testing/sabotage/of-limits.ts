import type { Alterations } from "#app";
import { AppError } from "#core";
import type { StageFactory } from "#http";
import type { QuotasService } from "#modules/quotas";
import { alterStages, stageBefore, underOtherPolicy } from "./alterations.ts";
import type { Sabotages } from "./sabotage.ts";

const isLimit = (fault: unknown): boolean => fault instanceof AppError && fault.status === 429;

/**
 * Refuses one caller with the refusal of another: whoever asks for the same right after it. One
 * bucket for everybody would do so until its window ends, to every probe that comes after.
 */
const refuseTheNext = (): Alterations => {
  let last:
    | { readonly policy: object; readonly address: string; readonly fault: unknown }
    | undefined;
  return alterStages("protect", (factories) => [
    (policy) => (context) => {
      const before = last;
      last = undefined;
      const isNext = before?.policy === policy && before.address !== context.clientAddress;
      if (!isNext) return;
      last = { ...before, address: context.clientAddress };
      throw before.fault;
    },
    ...factories.map(
      (factory): StageFactory =>
        (policy) => {
          const stage = factory(policy);
          if (stage === undefined) return undefined;
          return async (context) => {
            try {
              await stage(context);
            } catch (fault) {
              if (isLimit(fault)) last = { policy, address: context.clientAddress, fault };
              throw fault;
            }
          };
        },
    ),
  ]);
};

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
    what: "takes whoever comes next for the caller who just used up a limit",
    alter: refuseTheNext,
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
