import type { Broadcast } from "../broadcast/index.ts";
import type { Live, LiveData, LiveHint, LiveListener } from "./contract.ts";

const CHANNEL = "live";
const TOPIC = /^[a-z][a-z0-9-]{0,39}$/;
/** What streams say for themselves, and what clients of events take for something else. */
const RESERVED: ReadonlySet<string> = new Set(["open", "gap", "end", "error", "message"]);
/** Longest data of a hint as JSON, in characters: what goes to other nodes has a length. */
const MAX_DATA = 800;
const MAX_MEMBERS = 16;
/** Hints that a client may catch up with. */
const KEPT = 256;

/** What a live service is built from. */
export interface LiveParts {
  readonly broadcast: Broadcast;
  /** Names this process: ids of another one tell nothing about what was missed here. */
  readonly newId: () => string;
  /** Hears of listeners that threw. */
  readonly onFault: (fault: unknown) => void;
}

/** Topics that somebody wants; undefined for all. */
type Wanted = ReadonlySet<string> | undefined;

const wants = (wanted: Wanted, topic: string): boolean => wanted === undefined || wanted.has(topic);

const isData = (value: unknown): value is LiveData => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const members = Object.values(value);
  return (
    members.length <= MAX_MEMBERS &&
    members.every((member) => ["string", "number", "boolean"].includes(typeof member))
  );
};

/** Reads what another node said; undefined for what is no hint. */
const readHint = (
  text: string,
): { readonly topic: string; readonly data: LiveData } | undefined => {
  try {
    const [topic, data] = JSON.parse(text) as readonly unknown[];
    return typeof topic === "string" && TOPIC.test(topic) && isData(data)
      ? { topic, data }
      : undefined;
  } catch {
    return undefined;
  }
};

/** Builds the hints of a process. */
export const createLive = (parts: LiveParts): Live => {
  const { broadcast, onFault } = parts;
  const self = parts.newId();
  const listeners = new Map<LiveListener, Wanted>();
  const kept: LiveHint[] = [];
  let count = 0;

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      // One who throws must not keep a hint from the others.
      onFault(fault);
    }
  };
  const tell = (topic: string, data: LiveData): void => {
    count += 1;
    const hint: LiveHint = { id: `${self}.${count}`, topic, data };
    kept.push(hint);
    if (kept.length > KEPT) kept.shift();
    for (const [listener, topics] of listeners) {
      if (wants(topics, topic)) guarded(() => listener.onHint(hint));
    }
  };
  const tellGap = (): void => {
    for (const listener of listeners.keys()) guarded(listener.onGap);
  };
  const catchUp = (after: string, topics: Wanted, listener: LiveListener): void => {
    const dot = after.lastIndexOf(".");
    const missed = count - Number(after.slice(dot + 1));
    // Another process said it, or it is longer ago than what is kept.
    if (after.slice(0, dot) !== self || !(missed >= 0 && missed <= kept.length)) {
      guarded(listener.onGap);
      return;
    }
    for (const hint of kept.slice(kept.length - missed)) {
      if (wants(topics, hint.topic)) guarded(() => listener.onHint(hint));
    }
  };

  const endHearing = broadcast.subscribe(CHANNEL, {
    onMessage: (text) => {
      const hint = readHint(text);
      if (hint !== undefined) tell(hint.topic, hint.data);
    },
    onGap: tellGap,
  });

  return {
    publish: (topic, data = {}) => {
      if (!TOPIC.test(topic) || RESERVED.has(topic)) {
        throw new RangeError(`topic ${JSON.stringify(topic)} is no kebab-case name that is free`);
      }
      const said = isData(data) && JSON.stringify(data).length <= MAX_DATA ? data : {};
      tell(topic, said);
      broadcast.publish(CHANNEL, JSON.stringify([topic, said]));
    },
    subscribe: (names, listener, after) => {
      const topics = names === "all" ? undefined : new Set(names);
      listeners.set(listener, topics);
      if (after !== undefined) catchUp(after, topics, listener);
      return () => {
        listeners.delete(listener);
      };
    },
    cursor: () => `${self}.${count}`,
    close: endHearing,
  };
};
