import type { Scene } from "../drill.ts";
import { ask, pause } from "./ask.ts";

/** Between the calls of one caller: enough of them, and no limit of an address is used up. */
const PAUSE_MS = 10;

/** One call and what came of it. */
export interface Called {
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  /** Milliseconds since the drill began, at the answer. */
  readonly at: number;
}

/** Some callers that ask for some paths in turn until they are told to end. */
export interface Calling {
  /** All calls in the order of their answers. */
  readonly called: readonly Called[];
  readonly end: () => Promise<void>;
}

/** Begins to call: for each path one caller, who waits for its answer. Ends with the drill at the latest. */
export const startCalling = (
  { defer, incident: { elapsed } }: Pick<Scene, "defer" | "incident">,
  url: string,
  paths: readonly string[],
): Calling => {
  const called: Called[] = [];
  let isOver = false;
  const lane = async (path: string): Promise<void> => {
    while (!isOver) {
      const { status, ms } = await ask(url + path);
      called.push({ path, status, ms, at: elapsed() });
      await pause(PAUSE_MS);
    }
  };
  const all = Promise.all(paths.map(lane));
  const end = async (): Promise<void> => {
    isOver = true;
    await all;
  };
  defer(end);
  return { called, end };
};

/** The value that a share of them do not pass, such as 0.95; 0 of none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
