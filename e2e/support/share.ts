/**
 * What is long is divided among runs of CI: each takes one share, drawn by PROPERTY_SEED, which
 * follows from the commit. `SHARES=1` takes everything at once.
 */
const divided = (shares: number): number => Number(process.env["SHARES"] ?? shares);
const seed = (): number => Number(process.env["PROPERTY_SEED"] ?? 0);

/** Every nth of a list, another part in another run. */
export const shareOfRun = <T>(all: readonly T[], shares: number): readonly T[] => {
  const parts = divided(shares);
  return all.filter((_, index) => index % parts === seed() % parts);
};

/** Whether it is the turn of one of so many tests in this run. */
export const isTurnOf = (index: number, shares: number): boolean => {
  const parts = divided(shares);
  return seed() % parts === index % parts;
};

/** Whether this run takes everything at once. */
export const isWhole = (): boolean => divided(2) === 1;
