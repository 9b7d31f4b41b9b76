/** What a fault says. */
export const reasonOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : String(fault);
