import { billing, defineModule, defineTiers } from "plinth";

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
      summary: "To try it, and for now and then.",
      points: [
        "3 week plans a month",
        "Single days as often as you like",
        "Lists, files and print, and every allergy checked",
      ],
      quotas: { "week-plans": "3/month" },
    },
    {
      id: "pro",
      title: "Pro",
      summary: "For whoever plans every week.",
      price: { amount: "9.99" },
      points: [
        "Everything of Free",
        "100 week plans a month",
        "Programs of up to 30 days",
        "Twice as many calls an hour",
      ],
      limit: "200/minute, 2000/hour",
      quotas: { "week-plans": "100/month" },
    },
    {
      id: "premium",
      title: "Premium",
      summary: "For whoever plans for others too.",
      price: { amount: "19.99" },
      points: ["Everything of Pro", "500 week plans a month", "Five times as many calls an hour"],
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
