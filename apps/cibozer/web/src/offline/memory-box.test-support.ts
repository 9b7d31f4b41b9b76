import type { SealedBox } from "./sealed-box.ts";

/** A box whose texts lie in a map: the sealing is the browser's, and looked at there. */
export const createMemoryBox = () => {
  const texts = new Map<string, string>();
  const box: SealedBox = {
    get: async (name) => texts.get(name),
    put: async (name, text) => void texts.set(name, text),
    remove: async (name) => void texts.delete(name),
    keepOnly: async (names) => {
      for (const name of [...texts.keys()]) if (!names.includes(name)) texts.delete(name);
    },
    change: async (name, work) => {
      const after = work(texts.get(name));
      if (after === undefined) texts.delete(name);
      else texts.set(name, after);
    },
  };
  return { texts, box, empty: async () => texts.clear() };
};
