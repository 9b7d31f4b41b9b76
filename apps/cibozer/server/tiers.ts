import { billing, defineModule, defineTiers } from "plinth";
import { TIER_WORDS } from "./tier-words.ts";

/**
 * What Cibozer sells; Stripe has a price for each under the lookup key `pro` and `premium`. What is
 * sold is how much, never what: safety, explanations, lists, files, export and erasure have no tier
 * (decision 63). Week plans are counted by plans/meter.ts.
 */
const TIERS = defineTiers({
  currency: "usd",
  tiers: [
    {
      id: "free",
      title: "Free",
      ...TIER_WORDS.free,
      quotas: { "week-plans": "3/month" },
    },
    {
      id: "pro",
      title: "Pro",
      ...TIER_WORDS.pro,
      price: { amount: "9.99" },
      limit: "200/minute, 2000/hour",
      quotas: { "week-plans": "100/month" },
    },
    {
      id: "premium",
      title: "Premium",
      ...TIER_WORDS.premium,
      price: { amount: "19.99" },
      limit: "400/minute, 5000/hour",
      quotas: { "week-plans": "500/month" },
    },
  ],
});

/** The tiers of Cibozer, as data. */
export const tiers = defineModule({
  name: "tiers",
  requires: { billing },
  setup: ({ modules }) => {
    modules.billing.declare(TIERS);
    return {};
  },
});
