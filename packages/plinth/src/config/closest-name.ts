/** Edits (insert, delete, replace) from one text to another; Wagner and Fischer's table. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The known name that `name` is probably a misspelling of: at most two edits, or a sixth of it. */
export const closestName = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > 64) return undefined;
  const upper = name.toUpperCase();
  const limit = Math.min(2, Math.ceil(name.length / 6));
  return known
    .map((candidate) => ({ candidate, edits: distance(upper, candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .at(0)?.candidate;
};
