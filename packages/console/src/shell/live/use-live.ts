import { useEffect, useRef, useSyncExternalStore } from "react";
import { useRuntime } from "../runtime.tsx";
import type { LiveEvent, LiveState } from "./live-feed.ts";

/**
 * Hears what the server tells of some topics while the page is open, over the one connection of the
 * tab; "gap" says that anything may have changed. Nothing is asked for while there are no topics.
 * @example
 * const state = useLive(["alerts"], () => void found.refetch());
 */
export const useLive = (
  topics: readonly string[],
  onEvent: (event: LiveEvent) => void,
): LiveState => {
  const { live } = useRuntime();
  const heard = useRef(onEvent);
  useEffect(() => {
    heard.current = onEvent;
  });
  const wanted = topics.join(",");
  useEffect(() => {
    if (wanted === "") return undefined;
    return live.subscribe(wanted.split(","), (event) => heard.current(event));
  }, [live, wanted]);
  return useSyncExternalStore(live.watch, live.state);
};
