import { type HandedOver, isHandedOver } from "../../letters/hand-over.ts";
import { joinWords } from "../../letters/join-words.ts";
import { withLetter } from "../../letters/letter.ts";
import { createShelf } from "../../letters/shelf.ts";
import type { Words } from "../../letters/words.ts";
import { askForSync } from "../background-sync.ts";
import { createSealedBox, hasBox } from "../sealed-box.ts";
import { sendWaiting } from "./background-sync.ts";

/** After this a page that was closed is gone, and one that is loaded anew is there. */
const CHANGE_MS = 1_000;

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Keeps what a page had no time to; whoever signed out has no box any more, and gets none. */
const keep = async ({ owner, letters }: HandedOver): Promise<void> => {
  const box = createSealedBox(Date.now);
  const shelf = createShelf<Words>(
    owner,
    {
      change: async (name, work) => {
        if (await hasBox()) await box.change(name, work);
      },
    },
    () => undefined,
  );
  // What the page has kept after all is there by now, under the same key.
  await shelf.change((lying) =>
    letters.reduce((all, one) => withLetter(all, one, joinWords), lying),
  );
  shelf.close();
};

/** Takes letters from pages that go; sends them where no page is left that would. */
export const watchHandedOver = (scope: ServiceWorkerGlobalScope): void => {
  const take = async (message: HandedOver): Promise<void> => {
    await keep(message);
    await wait(CHANGE_MS);
    // A page may have asked for its list already: it shows what waits, and sends it itself.
    const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (pages.length > 0) return;
    await sendWaiting().catch(() => askForSync(scope.registration));
  };
  scope.addEventListener("message", (event) => {
    if (isHandedOver(event.data)) event.waitUntil(take(event.data));
  });
};
