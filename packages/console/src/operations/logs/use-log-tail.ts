import { useEffect, useRef, useState } from "react";
import { isRefused } from "../../client/index.ts";
import { type LiveState, useRuntime } from "../../shell/index.ts";
import { readLine, type ShownLine, withLines } from "./line-words.ts";
import { createLogsApi, followAddress, type LineQuestion, type LogLine } from "./logs-api.ts";

const RETRY_MS = 3_000;
/** Lines that come within this time are drawn together. */
const DRAW_MS = 150;

/** What the tail of a log shows. */
export interface LogTail {
  readonly lines: readonly ShownLine[];
  readonly state: LiveState;
  readonly error: unknown;
  readonly clear: () => void;
}

/**
 * The newest lines, and those that are written from then on. While it is paused nothing is fetched; when
 * it goes on, the newest lines are asked for again.
 */
export const useLogTail = (question: LineQuestion, isPaused: boolean): LogTail => {
  const { client } = useRuntime();
  const [lines, setLines] = useState<readonly ShownLine[]>([]);
  const [state, setState] = useState<LiveState>("connecting");
  const [error, setError] = useState<unknown>(null);
  const address = followAddress(question);
  const asked = useRef(question);
  asked.current = question;

  useEffect(() => {
    if (isPaused) {
      setState("paused");
      return undefined;
    }
    const ending = new AbortController();
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let draw: ReturnType<typeof setTimeout> | undefined;
    let waiting: LogLine[] = [];
    const show = (): void => {
      draw = undefined;
      const added = waiting;
      waiting = [];
      setLines((before) => withLines(before, added));
    };
    const follow = (): void => {
      source = new EventSource(address);
      source.addEventListener("open", () => setState("live"));
      source.addEventListener("line", ({ data }) => {
        const line = readLine(String(data));
        if (line === undefined) return;
        waiting.push(line);
        draw ??= setTimeout(show, DRAW_MS);
      });
      for (const name of ["error", "end"]) source.addEventListener(name, again);
    };
    const begin = async (): Promise<void> => {
      setState("connecting");
      try {
        const recent = await createLogsApi(client).recent(asked.current, ending.signal);
        if (ending.signal.aborted) return;
        setLines(
          withLines(
            [],
            recent.lines.map(readLine).filter((line) => line !== undefined),
          ),
        );
        setError(null);
        follow();
      } catch (fault) {
        if (ending.signal.aborted) return;
        setError(fault);
        if (!isRefused(fault)) again();
      }
    };
    const again = (): void => {
      source?.close();
      setState("paused");
      clearTimeout(retry);
      retry = setTimeout(() => void begin(), RETRY_MS);
    };
    void begin();
    return () => {
      ending.abort();
      source?.close();
      clearTimeout(retry);
      clearTimeout(draw);
    };
  }, [client, address, isPaused]);

  return { lines, state, error, clear: () => setLines([]) };
};
