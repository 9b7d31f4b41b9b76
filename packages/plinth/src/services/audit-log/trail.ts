import type { Clock, Random, StartTimer } from "#core";
import type { Keyring } from "#crypto";
import type { Store } from "#store";
import { type AnchorFile, createAnchorFile } from "./chain/anchor.ts";
import { createAnchorWatch } from "./chain/anchor-watch.ts";
import { createChainSigner } from "./chain/signing.ts";
import { type ChainReport, type ChainSource, verifyChain } from "./chain/verify.ts";
import { createChainWriter } from "./chain-writer.ts";
import type { AuditOutcome, CheckpointRow, HeadRow } from "./contract.ts";
import { createIntake } from "./storage/intake.ts";
import { createLogPages, type LogPages } from "./storage/pages.ts";
import { createSealing } from "./storage/seal.ts";
import { createChainSource, createKeyStore } from "./storage/source.ts";
import { createSubjectKeys, type SubjectKey, type SubjectKeys } from "./subjects/subject-keys.ts";

/** Who or what an entry tells of. */
export type Party =
  | { readonly kind: "account"; readonly id: string }
  /** As it is, such as the id of a plan or "control socket". */
  | { readonly kind: "thing"; readonly id: string };

/** What is to be recorded; bounded and without secrets. */
export interface NewEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly action: string;
  /** Undefined while the action is under way. */
  readonly outcome: AuditOutcome | undefined;
  readonly actor: Party | undefined;
  readonly via: string | undefined;
  readonly target: Party | undefined;
  readonly route: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  readonly address: string | undefined;
  readonly agent: string | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Keys that one record used, by subject. */
export type HeldKeys = Map<string, Promise<SubjectKey>>;

/** The audit trail of a deployment: append-only, chained, signed (LOG-04, LOG-05). */
export interface AuditTrail extends LogPages {
  /**
   * Records; resolves when it is durable, and rejects as a store does. Keys that are held are used
   * instead of new ones: an account that is erased by what is recorded gets no key again.
   */
  readonly record: (entry: NewEntry, held?: HeldKeys) => Promise<void>;
  readonly keys: SubjectKeys;
  /** Makes the end of the chain where there is none, and begins to seal. */
  readonly begin: () => Promise<void>;
  /** Resolves when everything recorded is in the chain, or could not be put there. */
  readonly settle: () => Promise<void>;
  /** Looks at the whole chain. */
  readonly verify: (onProgress?: (entries: number, last: number) => void) => Promise<ChainReport>;
  /** Removes entries that were noted before an instant, behind signed cuts; how many. */
  readonly removeBefore: (instant: number) => Promise<number>;
  /** Destroys the keys of visitors that were made before an instant; how many. */
  readonly forgetVisitors: (instant: number) => Promise<number>;
  readonly publicKey: string;
  /** Entries after a place, in their order. */
  readonly after: ChainSource["rows"];
  /** What is signed: the end of the chain and its checkpoints. */
  readonly ends: () => Promise<{
    readonly head: HeadRow | undefined;
    readonly checkpoints: readonly CheckpointRow[];
  }>;
  /** How many entries there ever were. */
  readonly entries: () => Promise<number>;
  /** Whether the chain ends before what this machine saw of it: entries are gone, or were replaced. */
  readonly isPutBack: () => boolean;
  /** Takes the chain as it ends now for whole, after a restore of an older copy. */
  readonly acceptEnd: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What it is built from. */
export interface AuditTrailParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly dataDirectory: string;
  /** Hears how many entries were put into the chain. */
  readonly onSealed: (entries: number) => void;
  readonly onFault: (error: unknown) => void;
}

const MAX_TEXT = 200;
const MAX_AGENT = 300;

/** Printable text of at most so many characters; null for nothing. */
const clean = (text: string | undefined, max = MAX_TEXT): string | null =>
  text === undefined
    ? null
    : text
        .slice(0, max)
        // A surrogate pair that the cut parted.
        .toWellFormed()
        .replace(/[\p{C}\s]+/gu, " ")
        .trim() || null;

/** Whose key seals where a caller was who is nobody known; one a month, destroyed after a while. */
const visitorsOf = (at: number): string => `visitors-${new Date(at).toISOString().slice(0, 7)}`;

const MONTH_MS = 30 * 86_400_000;
/** Looked for so far back: whoever was stopped for longer has keys of visitors left. */
const MONTHS = 48;

/** Visitors of the months up to an instant. */
const monthsUntil = (instant: number): readonly string[] => [
  ...new Set(
    Array.from({ length: MONTHS }, (_, back) => visitorsOf(Math.max(0, instant - back * MONTH_MS))),
  ),
];

/** Whose key seals what the application itself did. */
const SYSTEM = "system";

const createRecorder = (
  keys: SubjectKeys,
  write: (row: Parameters<ReturnType<typeof createIntake>["write"]>[0]) => Promise<void>,
) => {
  const subjectOf = (party: Party | undefined): string | undefined =>
    party?.kind === "account" ? party.id : undefined;

  return async (entry: NewEntry, held: HeldKeys = new Map()): Promise<void> => {
    const keyOf = (subject: string): Promise<SubjectKey> => {
      const key = held.get(subject) ?? keys.keyOf(subject);
      held.set(subject, key);
      return key;
    };
    const refOf = async (party: Party | undefined): Promise<string | null> => {
      if (party === undefined) return null;
      return party.kind === "thing" ? clean(party.id) : (await keyOf(party.id)).ref;
    };
    const { id, at, actor, target, details } = entry;
    const nobody = actor === undefined ? visitorsOf(at) : SYSTEM;
    const whose = await keyOf(subjectOf(actor) ?? nobody);
    const told = subjectOf(target) ?? subjectOf(actor) ?? nobody;
    const about = details === undefined ? undefined : await keyOf(told);
    const origin = { address: clean(entry.address), agent: clean(entry.agent, MAX_AGENT) };
    await write({
      id,
      at,
      action: clean(entry.action) ?? "unnamed",
      outcome: entry.outcome ?? null,
      actor: await refOf(actor),
      via: clean(entry.via),
      target: await refOf(target),
      route: clean(entry.route),
      status: entry.status ?? null,
      request_id: clean(entry.requestId),
      trace_id: clean(entry.traceId),
      origin:
        origin.address === null && origin.agent === null ? null : whose.seal(origin, `${id}:o`),
      details: about?.seal(details, `${id}:d`) ?? null,
    });
  };
};

const removeAll = async (remove: () => Promise<number>): Promise<number> => {
  let all = 0;
  for (;;) {
    const gone = await remove();
    all += gone;
    if (gone === 0) return all;
  }
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const createVerification = (
  store: Store,
  anchor: AnchorFile,
  trusted: readonly string[],
): AuditTrail["verify"] => {
  const once = (onProgress: Parameters<AuditTrail["verify"]>[0]) =>
    verifyChain({
      source: createChainSource(store),
      trusted,
      anchor: anchor.read(),
      pause: nextTurn,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  return async (onProgress) => {
    const report = await once(onProgress);
    // Old entries may have been removed, rightly, while they were read: looked at once more.
    return report.isWhole ? report : once(onProgress);
  };
};

/** Builds it. */
export const createAuditTrail = (parts: AuditTrailParts): AuditTrail => {
  const { store, keyring, random, clock } = parts;
  const signer = createChainSigner(keyring);
  const anchor = createAnchorFile(parts.dataDirectory);
  const sealing = createSealing(store, signer);
  const source = createChainSource(store);
  const writer = createChainWriter({
    ...parts,
    sealing,
    anchor: createAnchorWatch(anchor, source),
  });
  const intake = createIntake(store, writer.wake);
  const keyStore = createKeyStore(store);
  const keys = createSubjectKeys({ store: keyStore, keyring, random, now: clock.now });
  const settle = async (): Promise<void> => {
    await intake.settle();
    await writer.settle();
  };
  return {
    ...createLogPages(store),
    record: createRecorder(keys, intake.write),
    keys,
    begin: async () => {
      await sealing.prepare();
      await writer.anchor.compare();
      // The lock of the data directory was ours to take: whoever began these is dead.
      if (store.engine === "embedded") await sealing.interruptAll();
      writer.begin();
    },
    settle,
    verify: createVerification(store, anchor, signer.trusted),
    removeBefore: (instant) => removeAll(() => sealing.cutBefore(instant)),
    forgetVisitors: (instant) => keyStore.removeVisitors(monthsUntil(instant), instant),
    publicKey: signer.publicKey,
    after: source.rows,
    ends: async () => ({ head: await source.head(), checkpoints: await source.checkpoints() }),
    entries: async () => (await source.head())?.seq ?? 0,
    isPutBack: writer.anchor.isPutBack,
    acceptEnd: async () => {
      await settle();
      const head = await source.head();
      if (head !== undefined) writer.anchor.accept(head);
    },
    close: async () => {
      await intake.settle();
      await writer.close();
    },
  };
};
