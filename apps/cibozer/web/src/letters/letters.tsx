import {
  describeError,
  isApiError,
  newRequestKey,
  sessionKey,
  useRuntime,
  useTexts,
  useToasts,
} from "@plinth/console";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { HistoryPart } from "../api/history-api.ts";
import { createSealedBox } from "../offline/sealed-box.ts";
import { planKeys } from "../plans/use-plans.ts";
import { createOutbox, type Kept } from "./outbox.ts";
import { DishMoved, historyWith, sendWords, subjectOf, type Words } from "./words.ts";

/** While something waits it is tried again this often, besides when the network is back. */
const RETRY_MS = 20_000;

type Letters = {
  /** What is not sent yet, oldest first. */
  readonly waiting: readonly Words[];
  readonly put: (words: Words) => void;
};

const LettersContext = createContext<Letters>({ waiting: [], put: () => undefined });

/** What waits to be told, and the way to tell more. */
export const useLetters = (): Letters => useContext(LettersContext);

/** It says nothing of these words: no network, a gateway before nobody, too many, or nobody signed in. */
const isUnanswered = (error: unknown): boolean =>
  isApiError(error) &&
  ([0, 401, 429, 502, 503, 504].includes(error.status) || error.code === "IDEMPOTENCY_IN_PROGRESS");

/** It was done before, and only its answer is lost. */
const isDone = (error: unknown): boolean =>
  isApiError(error) && error.code === "IDEMPOTENCY_ANSWER_LOST";

const lettersOf = (text: string | undefined): readonly Kept<Words>[] => {
  const found: unknown = JSON.parse(text ?? "[]");
  return Array.isArray(found) ? (found as readonly Kept<Words>[]) : [];
};

/** Sends what people tell, and what they told with no network, for one person. */
const useOutbox = (owner: string) => {
  const t = useTexts();
  const { client, queries } = useRuntime();
  const toasts = useToasts();
  const [shown, setShown] = useState<{ waiting: readonly Words[]; isStuck: boolean }>({
    waiting: [],
    isStuck: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: one box for as long as the person is there, whatever language they read
  const outbox = useMemo(() => {
    const box = createSealedBox(Date.now);
    const name = `letters ${owner}`;
    return createOutbox<Words>({
      load: async () => lettersOf(await box.get(name)),
      keep: (letters) =>
        letters.length === 0 ? box.remove(name) : box.put(name, JSON.stringify(letters), "stays"),
      send: async (words, key) => {
        // Somebody else signed in meanwhile: these are not their words.
        if (queries.getQueryData<{ id: string } | null>(sessionKey)?.id !== owner) return;
        try {
          const said = await sendWords(client, words, key);
          if (said.kind === "taste") queries.setQueryData(planKeys.home, said.home);
          else if (said.kind === "eaten") {
            queries.setQueriesData<HistoryPart>(
              { queryKey: [...planKeys.history, "now"] },
              (part) => part && historyWith(part, [words]),
            );
            void queries.invalidateQueries({ queryKey: planKeys.history });
          } else {
            queries.setQueryData(planKeys.one(said.plan.id), said.plan);
            toasts.succeed(t("Saved. Undo takes it back."));
          }
        } catch (error) {
          if (!isDone(error)) throw error;
          void queries.invalidateQueries();
        }
      },
      isUnanswered,
      subjectOf,
      newKey: newRequestKey,
      onChange: (waiting, isStuck) => setShown({ waiting, isStuck }),
      onRefused: (_words, error) => {
        toasts.fail(
          error instanceof DishMoved
            ? t("A note was not kept: its dish was changed or moved on another device.")
            : t("Not kept: {reason}", { reason: describeError(t, error).message }),
        );
        void queries.invalidateQueries();
      },
    });
  }, [owner]);
  useEffect(() => {
    const flush = () => void outbox.flush();
    // What was kept is read once the page stands.
    const opening = setTimeout(() => void outbox.open());
    const timer = setInterval(flush, RETRY_MS);
    window.addEventListener("online", flush);
    return () => {
      // Whoever signs out leaves nothing that is still sent, or kept.
      outbox.close();
      clearTimeout(opening);
      clearInterval(timer);
      window.removeEventListener("online", flush);
    };
  }, [outbox]);
  return { ...shown, put: outbox.put };
};

/** Around the pages of somebody who is signed in. */
export const LettersProvider = (props: {
  readonly owner: string;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { waiting, isStuck, put } = useOutbox(props.owner);
  const letters = useMemo(() => ({ waiting, put }), [waiting, put]);
  return (
    <LettersContext value={letters}>
      <div role="status" className="banner-region">
        {isStuck && waiting.length > 0 && (
          <div className="banner">
            {t.plural(
              waiting.length,
              "{n} change is kept on this device, and sent when the server is back.",
              "{n} changes are kept on this device, and sent when the server is back.",
            )}
          </div>
        )}
      </div>
      {props.children}
    </LettersContext>
  );
};
