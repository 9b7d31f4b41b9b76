import type { Timers } from "../notices/reachability.ts";

/** What a page hears: a topic it asked for, or "gap" where anything may have changed. */
export interface LiveEvent {
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whether hints come: "off" while nobody wants any, "paused" while the page is hidden or waits to try again. */
export type LiveState = "off" | "connecting" | "live" | "paused";

/** As much of an EventSource as is used; the browser's own, or a stand-in. */
export interface EventSourceLike {
  readonly addEventListener: (
    name: string,
    listener: (event: { readonly data?: unknown; readonly lastEventId?: string }) => void,
  ) => void;
  readonly close: () => void;
}

/** Hints of the server to the pages of one tab, over one connection. */
export interface LiveFeed {
  /** Hears of some topics; the result ends it. */
  readonly subscribe: (
    topics: readonly string[],
    onEvent: (event: LiveEvent) => void,
  ) => () => void;
  readonly state: () => LiveState;
  /** Tells of changes of the state; the result ends it. */
  readonly watch: (listener: () => void) => () => void;
}

/** What a feed is built from. */
export interface LiveFeedParts {
  readonly open: (url: string) => EventSourceLike;
  readonly timers: Timers;
  /** Whether somebody sees the page, and who tells of changes. */
  readonly isVisible: () => boolean;
  readonly onVisibility: (listener: () => void) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Pages that come and go within this time are one change. */
const SETTLE_MS = 50;

const readData = (text: unknown): LiveEvent["data"] => {
  if (typeof text !== "string") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : {};
  } catch {
    return {};
  }
};

/** Who listens to what. */
const createRegistry = () => {
  const listeners = new Map<(event: LiveEvent) => void, readonly string[]>();
  return {
    add: (topics: readonly string[], onEvent: (event: LiveEvent) => void): void => {
      listeners.set(onEvent, topics);
    },
    remove: (onEvent: (event: LiveEvent) => void): void => {
      listeners.delete(onEvent);
    },
    /** All topics, with commas between them. */
    wanted: (): string => [...new Set([...listeners.values()].flat())].sort().join(","),
    tell: (topic: string, data: LiveEvent["data"]): void => {
      for (const [listener, topics] of [...listeners]) {
        if (topic === "gap" || topics.includes(topic)) listener({ topic, data });
      }
    },
  };
};

/**
 * Builds it. One connection carries the topics of all pages of a tab, and none is held while the page is
 * hidden: browsers allow six to a server, over all tabs. Whoever comes back says what it heard last, and
 * is told what it missed.
 */
export const createLiveFeed = (parts: LiveFeedParts): LiveFeed => {
  const { timers } = parts;
  const registry = createRegistry();
  const watchers = new Set<() => void>();
  let source: EventSourceLike | undefined;
  let shown = "";
  let last = "";
  let failures = 0;
  let timer: unknown;
  let state: LiveState = "off";

  const become = (next: LiveState): void => {
    if (next === state) return;
    state = next;
    for (const watcher of watchers) watcher();
  };
  const drop = (): void => {
    source?.close();
    source = undefined;
    shown = "";
  };
  const later = (milliseconds: number): void => {
    timers.clear(timer);
    timer = timers.set(settle, milliseconds);
  };
  const retry = (): void => {
    drop();
    become("paused");
    later(Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS));
    failures = Math.min(failures + 1, 10);
  };

  const connect = (topics: string): void => {
    drop();
    become("connecting");
    shown = topics;
    const after = last === "" ? "" : `&after=${encodeURIComponent(last)}`;
    const opened = parts.open(`/api/v1/admin/live?topics=${topics}${after}`);
    source = opened;
    const heard = (run: (data: LiveEvent["data"]) => void) => {
      return (event: { readonly data?: unknown; readonly lastEventId?: string }): void => {
        if (source !== opened) return;
        if (event.lastEventId !== undefined && event.lastEventId !== "") last = event.lastEventId;
        run(readData(event.data));
      };
    };
    opened.addEventListener(
      "open",
      heard(() => {
        failures = 0;
        become("live");
      }),
    );
    for (const topic of topics.split(",")) {
      opened.addEventListener(
        topic,
        heard((data) => registry.tell(topic, data)),
      );
    }
    opened.addEventListener(
      "gap",
      heard((data) => registry.tell("gap", data)),
    );
    opened.addEventListener("end", heard(retry));
    opened.addEventListener("error", heard(retry));
  };
  const settle = (): void => {
    const topics = registry.wanted();
    if (topics === "") {
      drop();
      become("off");
      return;
    }
    if (!parts.isVisible()) {
      drop();
      become("paused");
      return;
    }
    if (source === undefined || topics !== shown) connect(topics);
  };

  let isWatching = false;
  return {
    subscribe: (topics, onEvent) => {
      if (!isWatching) parts.onVisibility(() => later(SETTLE_MS));
      isWatching = true;
      registry.add(topics, onEvent);
      later(SETTLE_MS);
      return () => {
        registry.remove(onEvent);
        later(SETTLE_MS);
      };
    },
    state: () => state,
    watch: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
};

/** The feed of this page. */
export const createPageLiveFeed = (timers: Timers): LiveFeed =>
  createLiveFeed({
    open: (url) => new EventSource(url) as unknown as EventSourceLike,
    timers,
    isVisible: () => document.visibilityState !== "hidden",
    onVisibility: (listener) => document.addEventListener("visibilitychange", listener),
  });
