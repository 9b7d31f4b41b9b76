import { type LineFilter, type LogLine, matchesLine, parseLogLine } from "./lines.ts";

/** The newest lines of a process, in its memory: what was written, so redacted already. */
export interface LineRing {
  /** Takes a block of whole lines. */
  readonly add: (block: string) => void;
  /** The newest lines that are wanted, oldest first; at most `limit`. */
  readonly find: (filter: LineFilter, limit: number) => readonly LogLine[];
  /** When the oldest line was written that is still remembered, in ISO 8601; undefined before the first. */
  readonly oldestAt: () => string | undefined;
  /** The blocks as they are kept, oldest first. */
  readonly blocks: () => readonly string[];
}

/**
 * Builds a ring of about so many characters. Blocks are kept as they were written: lines are told apart
 * when somebody asks, and a request pays nothing for it.
 */
export const createLineRing = (maxCharacters: number): LineRing => {
  const blocks: string[] = [];
  let characters = 0;
  return {
    add: (block) => {
      blocks.push(block);
      characters += block.length;
      while (characters > maxCharacters && blocks.length > 1) {
        characters -= blocks.shift()?.length ?? 0;
      }
    },
    find: (filter, limit) => {
      const found: LogLine[] = [];
      for (let at = blocks.length - 1; at >= 0 && found.length < limit; at -= 1) {
        const texts = (blocks[at] ?? "").split("\n");
        for (let row = texts.length - 1; row >= 0 && found.length < limit; row -= 1) {
          const text = texts[row] ?? "";
          const line = text === "" ? undefined : parseLogLine(text);
          if (line !== undefined && matchesLine(line, filter)) found.push(line);
        }
      }
      return found.reverse();
    },
    oldestAt: () => {
      for (const block of blocks) {
        for (const text of block.split("\n")) {
          const line = text === "" ? undefined : parseLogLine(text);
          if (line !== undefined) return line.time;
        }
      }
      return undefined;
    },
    blocks: () => [...blocks],
  };
};
