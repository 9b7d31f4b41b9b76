import { billing, defineModule, defineTiers } from "plinth";

/** What Cibozer sells; Stripe has a price for each under the lookup key `pro` and `premium`. */
const TIERS = defineTiers({
  currency: "usd",
  tiers: [
    {
      id: "free",
      title: "Free",
      summary: "To try it, and for now and then.",
      points: ["Plans for up to 30 days", "Shopping lists", "Every allergy checked"],
    },
    {
      id: "pro",
      title: "Pro",
      summary: "For whoever plans every week.",
      price: { amount: "9.99" },
      points: ["Everything of Free", "Twice as many calls an hour"],
      limit: "200/minute, 2000/hour",
    },
    {
      id: "premium",
      title: "Premium",
      summary: "For families and for programs.",
      price: { amount: "19.99" },
      points: ["Everything of Pro", "Five times as many calls an hour"],
      limit: "400/minute, 5000/hour",
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
