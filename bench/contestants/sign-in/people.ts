/** How many people the contestant with people knows. */
export const people = 600;

/** The address of one of them. */
export const personAt = (at: number): string => `person-${at}@bench.example`;

/** The first half has confirmed its address. */
export const isVerified = (at: number): boolean => at < people / 2;

/** How often each of them may read the report. */
export const readsPerMinute = 600;
