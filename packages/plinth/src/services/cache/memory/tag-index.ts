/** Which entries have a tag. */
export interface TagIndex<E> {
  readonly add: (entry: E) => void;
  readonly remove: (entry: E) => void;
  readonly of: (tag: string) => readonly E[];
}

/** Builds an empty index; it forgets a tag with the last entry that has it. */
export const createTagIndex = <E extends { readonly tags: readonly string[] }>(): TagIndex<E> => {
  const byTag = new Map<string, Set<E>>();
  return {
    add: (entry) => {
      for (const tag of entry.tags) {
        const tagged = byTag.get(tag);
        if (tagged === undefined) byTag.set(tag, new Set([entry]));
        else tagged.add(entry);
      }
    },
    remove: (entry) => {
      for (const tag of entry.tags) {
        const tagged = byTag.get(tag);
        if (tagged?.delete(entry) && tagged.size === 0) byTag.delete(tag);
      }
    },
    of: (tag) => [...(byTag.get(tag) ?? [])],
  };
};
