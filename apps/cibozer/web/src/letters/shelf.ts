import { lettersName } from "../offline/left-letters.ts";
import type { SealedBox } from "../offline/sealed-box.ts";
import type { Letter, Letters } from "./letter.ts";
import type { Shelf } from "./sending.ts";

/** Names of what pages and worker share; they hold nothing of a person. */
const KEEPING = "cibozer.letters.keeping";
const SENDING = "cibozer.letters.sending";
const CHANGED = "cibozer.letters.changed";

const lettersOf = <Words>(text: string | undefined): Letters<Words> => {
  const found: unknown = JSON.parse(text ?? "[]");
  return Array.isArray(found) ? (found as readonly Letter<Words>[]) : [];
};

/** One after another: between all pages and the worker where the browser has locks, else here. */
const createTurns = (name: string): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    if (navigator.locks !== undefined) return navigator.locks.request(name, work);
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
};

/** What a page or the worker has of the shelf. */
export type SharedShelf<Words> = Shelf<Words> & {
  /** The box is gone, and what lay in it with it. */
  readonly forget: () => void;
  readonly close: () => void;
};

/**
 * The letters of one person in the sealed box (UX-12), where a page that is closed leaves them to
 * the next one, or to the worker. A browser that keeps nothing has them in memory, and works.
 */
export const createShelf = <Words>(
  owner: string,
  box: Pick<SealedBox, "change">,
  onChanged: () => void,
): SharedShelf<Words> => {
  const inTurn = createTurns(KEEPING);
  const others = new BroadcastChannel(CHANGED);
  others.onmessage = onChanged;
  let life = 0;
  let seen: Letters<Words> = [];
  let isMemoryOnly = false;
  const changeBox = async (
    work: (letters: Letters<Words>) => Letters<Words>,
  ): Promise<Letters<Words>> => {
    let before: Letters<Words> = [];
    let after: Letters<Words> = [];
    await box.change(lettersName(owner), (text) => {
      before = lettersOf(text);
      after = work(before);
      if (after === before) return text;
      return after.length === 0 ? undefined : JSON.stringify(after);
    });
    if (after !== before) others.postMessage(null);
    return after;
  };
  return {
    change: (work) =>
      inTurn(async () => {
        const born = life;
        if (!isMemoryOnly) {
          try {
            seen = await changeBox(work);
            return seen;
          } catch {
            // Not the browser: the person has gone meanwhile, and nothing comes back for them.
            if (born !== life) return [];
            isMemoryOnly = true;
          }
        }
        seen = work(seen);
        return seen;
      }),
    alone: createTurns(SENDING),
    forget: () => {
      life += 1;
      seen = [];
      isMemoryOnly = false;
    },
    close: () => others.close(),
  };
};
