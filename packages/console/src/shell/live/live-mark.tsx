import type { LiveState } from "./live-feed.ts";

const WORDS: Readonly<Record<LiveState, string>> = {
  off: "Looks now and then",
  connecting: "Connecting",
  live: "Live",
  paused: "Paused",
};

/** Whether what is shown follows by itself, in a word. */
export const LiveMark = ({ state }: { readonly state: LiveState }) => (
  <span role="status" className="live-mark" data-state={state}>
    {WORDS[state]}
  </span>
);
