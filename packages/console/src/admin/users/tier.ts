/** What is wrong with the name of a tier, in words. */
export const tierFault = (tier: string): string | undefined =>
  /^[a-z][a-z0-9-]{0,30}$/.test(tier)
    ? undefined
    : "Use a lower-case word of at most 31 letters, digits and hyphens.";
