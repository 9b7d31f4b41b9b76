// How people write about commands: backticks, and blocks that Markdown fences in.

const BACKTICK = 96;

/** Whether one of three backticks or more, as Markdown fences a block of code with, stands here. */
export const isInFence = (text: string, at: number): boolean => {
  let from = at;
  while (from > at - 3 && text.charCodeAt(from - 1) === BACKTICK) from -= 1;
  return text.startsWith("```", from);
};

/** What writers put between a word and a quotation, in any script: "、", "：", "(", "**". */
const APART = /(?:[\s([{*_,:/"'|-]|[\u0080-\u{10ffff}])$/u;
/** "`parse(text)` -> `date`" among it. */
const PROSE_BEFORE = /(?:[\p{L}\p{N}][\s\p{P}|`]{1,4}|[-=]> |[\u0080-\u{10ffff}])$/u;
/** "`jq <https://…>`_" among it, as reStructuredText writes links. */
const PROSE_BEHIND = /^(?:[\s\p{P}|]{1,5}[\p{L}\p{N}(`[]|_[\s\p{P}]|[\u0080-\u{10ffff}])/u;

/** "photo-`id`.png", "`id`.pdf": in the middle of a name, where nobody quotes. */
const isInName = (before: string, after: string): boolean =>
  /^[._-][a-z\d]/i.test(after) &&
  (/[\w)][_-]$/.test(before) || (before === "" && /^\.[a-z\d]{2,4}$/i.test(after)));

/** Backticks around a command inside a sentence, or around a block of code. */
export const isQuotation = (text: string, open: number, close: number): boolean => {
  if (close < 0 || isInFence(text, open)) return true;
  const before = text.slice(Math.max(0, open - 24), open);
  if (before !== "" && !APART.test(before)) return false;
  const after = text.slice(close + 1, close + 25);
  if (isInName(before, after)) return false;
  const isCell = /\|\s{0,8}$/.test(before) && /^\s{0,24}(?:\||$)/.test(after);
  return isCell || PROSE_BEFORE.test(before) || PROSE_BEHIND.test(after);
};

/** How much of a line is read on either side of a pipe. */
const LINE = 160;

/** "`sort notes | uniq`" on a line of its own, among others: a command that is shown. */
export const isShownLine = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - LINE), at);
  const behind = text.slice(at, at + LINE);
  const start = before.lastIndexOf("\n") + 1;
  const end = behind.indexOf("\n");
  if (start === 0 && end < 0) return false;
  const isOpened = /^\s{0,8}(?:[-*] )?`[^`]*$/.test(before.slice(start));
  return isOpened && /^[^`]+`[.:,;]?\s{0,4}$/.test(end < 0 ? behind : behind.slice(0, end));
};
