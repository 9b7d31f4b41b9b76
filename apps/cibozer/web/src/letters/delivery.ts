import { ApiError, describeError, type Runtime, type Texts, type Toasts } from "@plinth/console";
import type { HistoryPart } from "../api/history-api.ts";
import type { Basket } from "../api/plan-types.ts";
import { planKeys } from "../plans/use-plans.ts";
import type { Refusal } from "./letter.ts";
import type { Delivery } from "./outbox.ts";
import { DISH_MOVED, refusalOf, type Said, sendWords } from "./telling.ts";
import { historyWith, type Words } from "./words.ts";

/** What letters of a page go by. */
export type DeliveryParts = {
  readonly runtime: Pick<Runtime, "client" | "queries">;
  readonly toasts: Toasts;
  readonly texts: () => Texts;
};

/** Shows what the server said. */
const showSaid = ({ runtime, toasts, texts }: DeliveryParts, words: Words, said: Said): void => {
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

/** Tells the server, and the person what it said; loaded when the page has nothing better to do. */
export const createDelivery = (parts: DeliveryParts): Delivery<Words> => {
  const { runtime, toasts, texts } = parts;
  const { client, queries } = runtime;
  return {
    send: async (words, key) => {
      const said = await sendWords(client, words, key);
      if (said === undefined) void queries.invalidateQueries();
      else showSaid(parts, words, said);
    },
    refusalOf,
    onRefused: (refused) => {
      for (const { words, refused: why } of refused) {
        if (why !== undefined) toasts.fail(refusalWords(texts(), words.kind, why));
      }
      void queries.invalidateQueries();
    },
  };
};
