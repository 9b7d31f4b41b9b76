import {
  ApiError,
  describeError,
  newRequestKey,
  type Runtime,
  sessionKey,
  type Texts,
  type Toasts,
} from "@plinth/console";
import type { HistoryPart } from "../api/history-api.ts";
import type { Basket } from "../api/plan-types.ts";
import { askForSync } from "../offline/background-sync.ts";
import { welcome } from "../offline/left-letters.ts";
import { createSealedBox } from "../offline/sealed-box.ts";
import { planKeys } from "../plans/use-plans.ts";
import { joinWords } from "./join-words.ts";
import type { Letters, Refusal } from "./letter.ts";
import { createOutbox, type Outbox, type Shown } from "./outbox.ts";
import { createShelf } from "./shelf.ts";
import { DISH_MOVED, refusalOf, type Said, sendWords } from "./telling.ts";
import { historyWith, type Words } from "./words.ts";

/** What letters of a page go by. */
export type PostParts = {
  readonly owner: string;
  readonly runtime: Pick<Runtime, "client" | "queries">;
  readonly toasts: Toasts;
  readonly texts: () => Texts;
  readonly onChange: (shown: Shown<Words>) => void;
};

/** Shows what the server said. */
const showSaid = ({ runtime, toasts, texts }: PostParts, words: Words, said: Said): void => {
  const { queries } = runtime;
  if (said.kind === "taste") queries.setQueryData(planKeys.home, said.home);
  else if (said.kind === "note") {
    queries.setQueryData(planKeys.one(said.plan.id), said.plan);
    toasts.succeed(texts()("Saved. Undo takes it back."));
  } else if (said.kind === "ticks" && words.kind === "ticks") {
    queries.setQueriesData<Basket>(
      { queryKey: planKeys.lists(words.plan) },
      (shown) => shown && { ...shown, checked: said.checked },
    );
  } else {
    queries.setQueriesData<HistoryPart>(
      { queryKey: [...planKeys.history, "now"] },
      (part) => part && historyWith(part, [words]),
    );
    void queries.invalidateQueries({ queryKey: planKeys.history });
  }
};

/** What a person is told of words that the server does not take. */
const refusalWords = (t: Texts, kind: Words["kind"], { code, status }: Refusal): string => {
  if (code === DISH_MOVED) {
    return t("A note was not kept: its dish was changed or moved on another device.");
  }
  if (kind === "ticks" && status === 404) {
    return t("Ticks were not kept: their list is not there any more.");
  }
  const reason = describeError(t, new ApiError({ code, status })).message;
  return t("Not kept: {reason}", { reason });
};

/**
 * Sends what one person tells, and what they told with no network, for as long as they are there;
 * what waits when the page goes is left to the next one, or to the worker.
 */
export const createPost = (parts: PostParts): Outbox<Words> => {
  const { owner, runtime, toasts, texts } = parts;
  const { client, queries } = runtime;
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
    send: async (words, key) => {
      const said = await sendWords(client, words, key);
      if (said === undefined) void queries.invalidateQueries();
      else showSaid(parts, words, said);
    },
    refusalOf,
    onSentElsewhere: () => queries.invalidateQueries(),
    onRefused: (refused: Letters<Words>) => {
      for (const { words, refused: why } of refused) {
        if (why !== undefined) toasts.fail(refusalWords(texts(), words.kind, why));
      }
      void queries.invalidateQueries();
    },
    onChange: (shown) => {
      isWaiting = shown.waiting.length > 0;
      if (shown.isStuck) sync();
      parts.onChange(shown);
    },
  });
  const onHidden = () => {
    if (document.visibilityState === "hidden") sync();
  };
  return {
    ...outbox,
    open: () => {
      welcome(box, owner).catch(() => undefined);
      document.addEventListener("visibilitychange", onHidden);
      return outbox.open();
    },
    close: () => {
      document.removeEventListener("visibilitychange", onHidden);
      outbox.close();
      shelf.close();
    },
  };
};
