import type { Letters } from "./letter.ts";
import type { Words } from "./words.ts";

/** Letters that a page had no time to keep, for the worker, who has. */
export type HandedOver = {
  readonly kind: "letters";
  readonly owner: string;
  readonly letters: Letters<Words>;
};

/**
 * Call when the page goes: what it told goes on in memory, and nowhere in plain text. A browser
 * without a worker has nobody to give it to.
 */
export const handOver = (owner: string, letters: Letters<Words>): void => {
  if (letters.length === 0) return;
  const message: HandedOver = { kind: "letters", owner, letters };
  navigator.serviceWorker?.controller?.postMessage(message);
};

/** Whether a message is letters, and no other word of a page. */
export const isHandedOver = (message: unknown): message is HandedOver =>
  typeof message === "object" &&
  message !== null &&
  "kind" in message &&
  message.kind === "letters";
