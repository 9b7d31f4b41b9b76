/**
 * A test for keys by a pattern in which `*` stands for any characters. It looks for the parts between
 * the stars one after the other, so that no pattern takes more than one pass over a key.
 */
export const matcher = (pattern: string): ((key: string) => boolean) => {
  const parts = pattern.split("*");
  const [head = "", ...others] = parts;
  const tail = others.pop();
  if (tail === undefined) return (key) => key === head;
  return (key) => {
    if (!key.startsWith(head)) return false;
    let at = head.length;
    for (const part of others) {
      const found = key.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return key.length - at >= tail.length && key.endsWith(tail);
  };
};
