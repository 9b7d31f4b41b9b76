/** What the tiers say of themselves; pages say it in the person's language. */
export const TIER_WORDS = {
  free: {
    summary: "To try it, and for now and then.",
    points: [
      "3 week plans a month",
      "Single days as often as you like",
      "Lists, files and print, and every allergy checked",
    ],
  },
  pro: {
    summary: "For whoever plans every week.",
    points: [
      "Everything of Free",
      "100 week plans a month",
      "Programs of up to 30 days",
      "Twice as many calls an hour",
    ],
  },
  premium: {
    summary: "For whoever plans for others too.",
    points: ["Everything of Pro", "500 week plans a month", "Five times as many calls an hour"],
  },
} as const;
