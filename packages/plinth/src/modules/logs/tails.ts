import { type LineFilter, type Logger, matchesLine, parseLogLine } from "#telemetry";

/** Those who follow the log of this process as it is written. */
export interface LogTails {
  /** Hears of each line that is wanted, as it was written; the result ends it. */
  readonly add: (filter: LineFilter, onLine: (text: string) => void) => () => void;
}

/** Builds it. Lines are looked at only while somebody follows. */
export const createLogTails = (log: Pick<Logger, "listen">): LogTails => {
  const tails = new Map<(text: string) => void, LineFilter>();
  let end: (() => void) | undefined;

  const hear = (block: string): void => {
    for (const text of block.split("\n")) {
      const line = text === "" ? undefined : parseLogLine(text);
      if (line === undefined) continue;
      for (const [onLine, filter] of tails) if (matchesLine(line, filter)) onLine(text);
    }
  };

  return {
    add: (filter, onLine) => {
      tails.set(onLine, filter);
      end ??= log.listen(hear);
      return () => {
        tails.delete(onLine);
        if (tails.size > 0) return;
        end?.();
        end = undefined;
      };
    },
  };
};
