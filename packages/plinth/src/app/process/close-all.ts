/**
 * Closes one after the other, the rest too when one cannot be: a thread or a lock left behind is worse
 * than a late complaint.
 * @throws what the first of them threw, once all had their turn.
 */
export const closeAll = async (closers: readonly (() => unknown)[]): Promise<void> => {
  const faults: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
};
