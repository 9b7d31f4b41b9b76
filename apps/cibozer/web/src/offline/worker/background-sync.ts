import { type ApiClient, createApiClient, type FetchLike, isApiError } from "@plinth/console";
import { HISTORY_PATH } from "../../api/history-api.ts";
import { sendLetters } from "../../letters/sending.ts";
import { createShelf } from "../../letters/shelf.ts";
import { refusalOf, sendWords } from "../../letters/telling.ts";
import type { Words } from "../../letters/words.ts";
import { SYNC_TAG } from "../background-sync.ts";
import { createLearner, isTelling } from "../kept-answers.ts";
import { ME } from "../left-letters.ts";
import { createSealedBox, deleteBox } from "../sealed-box.ts";
import { endSession } from "../session-end.ts";

/** Background Synchronization has no types of its own yet. */
type SyncEvent = ExtendableEvent & { readonly tag: string };

/** Sends as a page does, and takes into the box what the answers tell. */
const createCalls = (box: ReturnType<typeof createSealedBox>, gone: AbortSignal) => {
  const learn = createLearner({ box, empty: deleteBox });
  const plain: FetchLike = (path, init) => fetch(path, init);
  const send: FetchLike = async (path, init) => {
    const signals = [gone, ...(init.signal ? [init.signal] : [])];
    const answer = await fetch(path, { ...init, signal: AbortSignal.any(signals) });
    const method = init.method ?? "GET";
    if (path === ME && answer.status === 401) {
      await endSession({ box, empty: deleteBox, fetch: plain });
    }
    if (answer.ok && isTelling(method, path)) {
      await learn({ method, path, text: await answer.clone().text() }).catch(() => undefined);
    }
    return answer;
  };
  return createApiClient({ fetch: send });
};

/** Whose session this browser has, by the server's word; undefined for nobody's. */
const loadOwner = async (client: ApiClient): Promise<string | undefined> => {
  try {
    return (await client.get<{ readonly user: { readonly id: string } }>(ME)).user.id;
  } catch (error) {
    if (isApiError(error) && error.status === 401) return undefined;
    throw error;
  }
};

/**
 * Sends what waits on this device for whoever the server says is signed in: letters lie under the
 * name of their person, so nobody's are sent for anybody else (P-116). Signing out deletes the box,
 * which ends this. Rejects where something is left, so that the browser comes again.
 */
export const sendWaiting = async (): Promise<void> => {
  const gone = new AbortController();
  const box = createSealedBox(Date.now, () => gone.abort());
  const client = createCalls(box, gone.signal);
  const owner = await loadOwner(client);
  if (owner === undefined) return;
  const shelf = createShelf<Words>(owner, box, () => undefined);
  try {
    const outcome = await sendLetters({
      shelf,
      refusalOf,
      isHere: () => !gone.signal.aborted,
      send: async (words, key) => {
        await sendWords(client, words, key);
        // Its answer says nothing: with no network the page has what is asked for here.
        if (words.kind === "eaten") await client.get(HISTORY_PATH).catch(() => undefined);
      },
    });
    if (outcome === "stuck") throw new Error("the server cannot be reached yet");
  } finally {
    shelf.close();
  }
};

/** Sends what waits once there is a network, also where no page is open. */
export const watchSync = (scope: ServiceWorkerGlobalScope): void => {
  scope.addEventListener("sync", (event) => {
    const { tag, waitUntil } = event as SyncEvent;
    if (tag === SYNC_TAG) waitUntil.call(event, sendWaiting());
  });
};
