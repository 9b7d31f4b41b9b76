// Blocks of code as Markdown fences them in.

/** Three backticks where a line begins. */
const FENCE = /(?:^|\n)[ \t]{0,8}$/;

/** Tells whether a place lies in a block of code that is fenced in at both ends; places ascend. */
export const createFences = (text: string): ((at: number) => boolean) => {
  const isEmpty = !text.includes("```");
  let from = isEmpty ? text.length : 0;
  let to = isEmpty ? text.length : 0;
  const nextFence = (start: number): number => {
    for (let at = text.indexOf("```", start); at >= 0; at = text.indexOf("```", at + 3)) {
      if (FENCE.test(text.slice(Math.max(0, at - 9), at))) return at;
    }
    return -1;
  };
  return (at) => {
    while (to <= at && to < text.length) {
      const open = nextFence(to === 0 ? 0 : to + 3);
      const close = open < 0 ? -1 : nextFence(open + 3);
      from = close < 0 ? text.length : open;
      to = close < 0 ? text.length : close;
    }
    return at >= from && at < to;
  };
};

/** Whether one place lies in such a block. */
export const isInBlock = (text: string, at: number): boolean =>
  text.includes("```") && createFences(text)(at);
