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
