const DRIFTS: Readonly<Record<string, string>> = {
  "subscription-missing": "A subscription that was not known here",
  "subscription-different": "A subscription that stood otherwise here",
  "subscription-gone": "A subscription that is not there any more",
  "payment-missing": "A payment that was not known here",
  "refund-missing": "A refund that was not known here",
  "tier-lost": "An account without the tier that it pays for",
  "tier-by-hand": "An account with a tier that somebody gave it",
  "unknown-customer": "A subscription of nobody here",
  "unknown-price": "A subscription with a price of no tier",
};

/** What a difference is, in words. */
export const driftWords = (kind: string): string => DRIFTS[kind] ?? kind;
