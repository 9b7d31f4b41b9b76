import type { FetchLike, Runtime } from "@plinth/console";
import { dropAddress } from "../reminders/device.ts";
import { createKeptAnswers, type KeptAnswers } from "./kept-answers.ts";
import { rest } from "./rest.ts";
import { createSealedBox, deleteBox } from "./sealed-box.ts";
import { endSession } from "./session-end.ts";

/** The parts that make the runtime of a page work with no network. */
export const createOffline = (runtime: () => Runtime): Pick<KeptAnswers, "fetch" | "forget"> => {
  const plain: FetchLike = (input, init) => fetch(input, init);
  let wasKept = false;
  const box = createSealedBox(Date.now);
  const kept = createKeptAnswers({
    fetch: plain,
    box,
    empty: deleteBox,
    // Not loaded when a session ends: a part that did not come would cost what was told (decision 90).
    end: () => endSession({ box, empty: deleteBox, fetch: plain }),
    rest,
    onKept: () => {
      wasKept = true;
      runtime().reachability.check();
    },
  });
  /** Once the server is back, what it did not say itself is asked for again. */
  const watch = () => {
    const { reachability, queries } = runtime();
    reachability.subscribe(() => {
      if (!reachability.isReachable() || !wasKept) return;
      wasKept = false;
      void queries.invalidateQueries();
    });
  };
  watch();
  return {
    fetch: kept.fetch,
    forget: async () => {
      // Whoever signs out is not written to here any more, also where no server hears of it.
      dropAddress().catch(() => undefined);
      await kept.forget();
    },
  };
};
