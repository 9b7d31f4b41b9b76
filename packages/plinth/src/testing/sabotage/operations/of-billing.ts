import type { BillingService } from "#modules/billing";
import type { Sabotages } from "../sabotage.ts";

/** What is done to payments. */
export const BILLING_SABOTAGES: Sabotages = {
  "believe-payment-messages": {
    what: "believes whatever message says that something was paid",
    alter: () => ({
      service: (module, service) => {
        if (module !== "billing") return service;
        const receive: BillingService["receive"] = async () => "unmatched";
        return { ...(service as BillingService), receive };
      },
    }),
  },
};
