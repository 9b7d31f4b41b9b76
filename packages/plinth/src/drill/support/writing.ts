import type { Loss, Scene } from "../drill.ts";
import { ENTRIES_PATH } from "../instance/paths.ts";
import { ask, type Heard, pause, waitFor } from "./ask.ts";

/** A write that was asked for, and what came of it. */
export interface Written extends Omit<Heard, "json" | "cookies"> {
  readonly id: string;
  /** Milliseconds since the drill began, at the answer. */
  readonly at: number;
  /** Code of the problem document, where it is one. */
  readonly code: string;
}

/** Some callers that write one thing after the other until they are told to end. */
export interface Writing {
  /** Ids of acknowledged writes, with the number of parts each must have. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** All writes in the order of their answers. */
  readonly written: readonly Written[];
  /** Where the next writes go. */
  readonly redirect: (url: string) => void;
  /** No further writes; resolves when the last one is answered. */
  readonly end: () => Promise<void>;
}

/** How they write. */
export interface WritingOptions {
  readonly url: string;
  /** Stands at the beginning of every id. */
  readonly prefix: string;
  readonly elapsed: () => number;
  /** Ends the writing where the drill ends before. */
  readonly defer: Scene["defer"];
  /** Callers at once; 6 if not given. */
  readonly lanes?: number;
  readonly timeoutMs?: number;
  /** Bytes in each part; 20 if not given. */
  readonly fillerBytes?: number;
}

/** After an answer that is no success, so that an outage is no busy loop. */
const AFTER_FAILURE_MS = 25;

/** Begins to write: one part and three parts in turn. */
export const startWriting = (options: WritingOptions): Writing => {
  const { prefix, elapsed, lanes = 6, timeoutMs = 10_000 } = options;
  const filler = "x".repeat(options.fillerBytes ?? 20);
  const acknowledged = new Map<string, number>();
  const written: Written[] = [];
  let { url } = options;
  let isOver = false;
  const lane = async (number: number): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const id = `${prefix}-${number}-${count}`;
      const parts = count % 2 === 0 ? 1 : 3;
      const body = { id, parts, filler };
      const heard = await ask(url + ENTRIES_PATH, { method: "POST", body, timeoutMs });
      const { json, cookies: _, ...rest } = heard;
      if (heard.status === 201) acknowledged.set(id, parts);
      written.push({ ...rest, id, at: elapsed(), code: String(json["code"] ?? "") });
      if (heard.status !== 201) await pause(AFTER_FAILURE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  const end = async (): Promise<void> => {
    isOver = true;
    await all;
  };
  options.defer(end);
  return {
    acknowledged,
    written,
    end,
    redirect: (next) => {
      url = next;
    },
  };
};

/** Acknowledged writes that are enough to judge by, and how long a busy machine may take for them. */
const ENOUGH = 20;
const ENOUGH_MS = 20_000;

/** Waits until there are enough acknowledged writes, and then until they are that old. */
export const untilOld = async ({ acknowledged }: Writing, milliseconds: number): Promise<void> => {
  await waitFor(() => acknowledged.size >= ENOUGH, ENOUGH_MS);
  await pause(milliseconds);
};

/** All entries that an instance has, by id, with the number of their parts. */
export const readEntries = async (url: string): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>();
  for (let after = ""; ; ) {
    const query = after === "" ? "" : `?after=${after}`;
    const { status, json } = await ask(url + ENTRIES_PATH + query);
    if (status !== 200) throw new Error(`the entries cannot be read: status ${status}`);
    const page = json["entries"] as readonly { readonly id: string; readonly parts: number }[];
    for (const { id, parts } of page) found.set(id, parts);
    const last = page.at(-1)?.id;
    if (last === undefined) return found;
    after = last;
  }
};

/** What became of acknowledged writes. */
export interface Tally {
  readonly lost: Loss;
  readonly faults: readonly string[];
}

const naming = (ids: readonly string[]): string =>
  `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ", …" : ""}`;

/** Compares what was acknowledged with what is there: nothing may be missing, nothing be half. */
export const tally = (
  acknowledged: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): Tally => {
  const missing = [...acknowledged.keys()].filter((id) => !found.has(id));
  const torn = [...found].filter(([, parts]) => parts !== 1 && parts !== 3).map(([id]) => id);
  const short = [...acknowledged]
    .filter(([id, parts]) => found.has(id) && found.get(id) !== parts)
    .map(([id]) => id);
  const half = [...new Set([...torn, ...short])];
  const faults = [
    // A drill in which nothing was acknowledged would prove nothing.
    ...(acknowledged.size === 0 ? ["no write was acknowledged at all"] : []),
    ...(missing.length > 0
      ? [`${missing.length} acknowledged writes are gone: ${naming(missing)}`]
      : []),
    ...(half.length > 0 ? [`${half.length} writes are there by half: ${naming(half)}`] : []),
  ];
  const lost = new Set([...missing, ...short]).size;
  return { lost: { what: "acknowledged writes", of: acknowledged.size, lost }, faults };
};
