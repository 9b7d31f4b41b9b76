import { newRequestKey, sessionKey } from "@plinth/console";
import { askForSync } from "../offline/background-sync.ts";
import { welcome } from "../offline/left-letters.ts";
import { rest } from "../offline/rest.ts";
import { createSealedBox } from "../offline/sealed-box.ts";
import type { DeliveryParts } from "./delivery.ts";
import { handOver } from "./hand-over.ts";
import { joinWords } from "./join-words.ts";
import { createOutbox, type Shown } from "./outbox.ts";
import { createShelf } from "./shelf.ts";
import type { Words } from "./words.ts";

/** While something waits it is tried again this often, besides when the network is back. */
const RETRY_MS = 20_000;

/** What the post of a page goes by. */
export type PostParts = DeliveryParts & {
  readonly owner: string;
  readonly onChange: (shown: Shown<Words>) => void;
};

/** What a page tells by. */
export type Post = {
  readonly put: (words: Words) => void;
  /** Whoever signs out leaves nothing that is still sent, or kept. */
  readonly close: () => void;
};

/**
 * Keeps what one person tells from the moment they do, and sends it, with what they told with no
 * network, for as long as they are there. What waits when the page goes is left to the next one, or
 * to the worker; so is what had no time to be kept.
 */
export const openPost = (parts: PostParts): Post => {
  const { owner } = parts;
  const { queries } = parts.runtime;
  let isWaiting = false;
  const sync = () => {
    if (isWaiting) askForSync().catch(() => undefined);
  };
  const box = createSealedBox(Date.now, () => shelf.forget());
  const shelf = createShelf<Words>(owner, box, () => void outbox.look());
  const outbox = createOutbox<Words>({
    shelf,
    join: joinWords,
    newKey: newRequestKey,
    // Somebody else signed in meanwhile, or nobody is any more: these are not their words.
    isHere: () => queries.getQueryData<{ id: string } | null>(sessionKey)?.id === owner,
    load: async () => (await import("./delivery.ts")).createDelivery(parts),
    onSentElsewhere: () => queries.invalidateQueries(),
    onChange: (shown) => {
      isWaiting = shown.waiting.length > 0;
      if (shown.isStuck) sync();
      parts.onChange(shown);
    },
  });
  const gone = new AbortController();
  const { signal } = gone;
  const flush = () => void outbox.flush();
  const timer = setInterval(flush, RETRY_MS);
  window.addEventListener("online", flush, { signal });
  window.addEventListener("pagehide", () => handOver(owner, outbox.unkept()), { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "hidden") sync();
    },
    { signal },
  );
  welcome(box, owner).catch(() => undefined);
  // What waits shows with the first look at a page; it is sent once the page stands (PERF-04).
  void Promise.all([outbox.open(), rest()]).then(flush);
  return {
    put: outbox.put,
    close: () => {
      gone.abort();
      clearInterval(timer);
      outbox.close();
      shelf.close();
    },
  };
};
