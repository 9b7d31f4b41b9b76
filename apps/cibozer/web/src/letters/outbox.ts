import { isWaiting, type Join, type Letter, type Letters, withLetter } from "./letter.ts";
import { type SendingParts, sendLetters } from "./sending.ts";

/** What a page shows of its letters. */
export type Shown<Words> = {
  /** What is not sent yet, oldest first. */
  readonly waiting: readonly Words[];
  /** What of it lies on the shelf: a page that is closed leaves that to the next one. */
  readonly kept: readonly Words[];
  readonly isStuck: boolean;
  /** Whether the shelf was looked at: before, nobody knows what else waits. */
  readonly isRead: boolean;
};

/** What takes letters to the server. */
export type Delivery<Words> = Pick<SendingParts<Words>, "send" | "refusalOf"> & {
  /** The server said no to these, here or to the worker: they are forgotten now. */
  readonly onRefused: (letters: Letters<Words>) => void;
};

/** What an outbox works with. */
export type OutboxParts<Words> = Pick<SendingParts<Words>, "shelf" | "isHere"> & {
  readonly join: Join<Words>;
  readonly newKey: () => string;
  readonly onChange: (shown: Shown<Words>) => void;
  /** May fail where there is no network: then it is asked for again with the next try. */
  readonly load: () => Promise<Delivery<Words>>;
  /** Something was sent by another page, or by the worker; the new state is there once it resolves. */
  readonly onSentElsewhere: () => Promise<void>;
};

/** Letters of one page on their way to the server. */
export type Outbox<Words> = {
  readonly put: (words: Words) => void;
  /** Tries to send what waits; calls during a try lead to one more. Never throws. */
  readonly flush: () => Promise<void>;
  /** Looks at what another page or the worker has done. Never throws. */
  readonly look: () => Promise<void>;
  /** Begins, and shows what lies on the shelf. Never throws. */
  readonly open: () => Promise<void>;
  /** Told, and not on the shelf yet: a page that goes now takes it along, unless somebody else is given it. */
  readonly unkept: () => Letters<Words>;
  /** Ends it: nothing is sent or kept any more. */
  readonly close: () => void;
};

/** Keeps what somebody tells until the server has answered it (UX-02). */
export const createOutbox = <Words>(parts: OutboxParts<Words>): Outbox<Words> => {
  const { shelf, join } = parts;
  /** As it was seen last. */
  let lying: Letters<Words> = [];
  /** Told, and not on the shelf yet: it shows at once. */
  let coming: Letters<Words> = [];
  let isOpen = false;
  let isStuck = false;
  let isRead = false;
  const isHere = () => isOpen && parts.isHere();
  const tell = () => {
    const shown = coming.reduce((letters, one) => withLetter(letters, one, join), lying);
    const wordsOf = (letters: Letters<Words>) =>
      letters.filter(isWaiting).map(({ words }) => words);
    parts.onChange({ waiting: wordsOf(shown), kept: wordsOf(lying), isStuck, isRead });
  };
  const see = (letters: Letters<Words>): void => {
    lying = letters;
    isRead = true;
    if (isHere()) tell();
  };
  /** Whoever takes a refused letter off the shelf tells of it: of two pages that is one. */
  const takeRefused = async (): Promise<void> => {
    if (!isHere() || lying.every(isWaiting)) return;
    // What is taken off must be told of: not before that can be done.
    const { onRefused } = await parts.load();
    let refused: Letters<Words> = [];
    const rest = await shelf.change((letters) => {
      refused = letters.filter((one) => !isWaiting(one));
      return refused.length === 0 ? letters : letters.filter(isWaiting);
    });
    see(rest);
    // Also where this page was closed meanwhile: nobody else can tell of them now.
    if (refused.length > 0) onRefused(refused);
  };
  const sendAll = async (): Promise<void> => {
    if (!isHere()) return;
    const { send, refusalOf } = await parts.load();
    const outcome = await sendLetters({ shelf, send, refusalOf, isHere }, see);
    isStuck = outcome === "stuck";
    if (isHere()) tell();
    await takeRefused();
  };
  const stayStuck = (): void => {
    isStuck = true;
    if (isHere()) tell();
  };
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const flush = (): Promise<void> => {
    next ??= running.then(() => {
      next = undefined;
      running = sendAll().catch(stayStuck);
      return running;
    });
    return next;
  };
  const keep = async (letter: Letter<Words>): Promise<void> => {
    const letters = await shelf.change((others) =>
      isHere() ? withLetter(others, letter, join) : others,
    );
    coming = coming.filter((one) => one !== letter);
    see(letters);
    await flush();
  };
  const look = async (): Promise<void> => {
    if (!isHere()) return;
    const found = await shelf.change((letters) => letters);
    const keys = new Set(found.map(({ key }) => key));
    // What was sent shows until its effect does.
    if (lying.some(({ key }) => !keys.has(key))) await parts.onSentElsewhere();
    if (!isHere()) return;
    see(await shelf.change((letters) => letters));
    await takeRefused();
  };
  return {
    put: (words) => {
      if (!isOpen) return;
      const letter = { key: parts.newKey(), words };
      coming = [...coming, letter];
      tell();
      keep(letter).catch(() => undefined);
    },
    flush,
    look: () => look().catch(() => undefined),
    open: async () => {
      isOpen = true;
      see(await shelf.change((letters) => letters));
    },
    unkept: () =>
      isHere()
        ? coming.reduce<Letters<Words>>((letters, one) => withLetter(letters, one, join), [])
        : [],
    close: () => {
      isOpen = false;
    },
  };
};
