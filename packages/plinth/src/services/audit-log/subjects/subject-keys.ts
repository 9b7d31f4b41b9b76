import { createBoundedMap, type Random } from "#core";
import {
  createSealer,
  type Keyring,
  type Resealed,
  resealRows,
  type Sealer,
  secretKeyOf,
} from "#crypto";
import type { KeyRow } from "../contract.ts";

/** The key of one subject, and the pseudonym that stands for it in the chain. */
export interface SubjectKey {
  readonly ref: string;
  /** Seals a value that tells of the subject: "reference.sealed". */
  readonly seal: (value: unknown, entryId: string) => string;
}

/** What is known of a pseudonym. */
export interface OpenedKey {
  /** Account id, or the month of visitors. */
  readonly subject: string;
  /** The value that was sealed; undefined when it was changed. */
  readonly open: (sealed: string, entryId: string) => unknown;
}

/** The SQL that keys need. */
export interface KeyStore {
  readonly insert: (row: KeyRow) => Promise<void>;
  readonly ofSubject: (subject: string) => Promise<readonly KeyRow[]>;
  readonly byRefs: (refs: readonly string[]) => Promise<readonly KeyRow[]>;
  readonly remove: (subject: string) => Promise<void>;
  /** Keys by their pseudonym, those after one. */
  readonly after: (ref: string, limit: number) => Promise<readonly KeyRow[]>;
  /** Puts another seal around a key, where nobody else did meanwhile. */
  readonly reseal: (ref: string, before: string, sealed: string) => Promise<void>;
}

/**
 * Keys by subject. Nothing in the chain names a person: entries hold a pseudonym and sealed details,
 * and once the key of the subject is destroyed nobody can tell whose they were (LOG-06).
 */
export interface SubjectKeys {
  /** The key of a subject, made at first use and durable before it is given out. */
  readonly keyOf: (subject: string) => Promise<SubjectKey>;
  /** The pseudonyms that stand for a subject. */
  readonly refsOf: (subject: string) => Promise<readonly string[]>;
  /** What is known of pseudonyms; those whose key is destroyed are left out. */
  readonly open: (refs: readonly string[]) => Promise<ReadonlyMap<string, OpenedKey>>;
  /** Destroys the keys of a subject. Idempotent. */
  readonly shred: (subject: string) => Promise<void>;
  /** Seals keys with the present SECRET_KEY that are sealed with the one of before. */
  readonly reseal: () => Promise<Resealed>;
  /** Forgets what is remembered of a subject, because another node destroyed its keys. */
  readonly forget: (subject: string) => void;
}

/** What they are built from. */
export interface SubjectKeyParts {
  readonly store: KeyStore;
  readonly keyring: Pick<Keyring, "derive" | "sealing">;
  readonly random: Random;
  readonly now: () => number;
}

const PURPOSE = "audit-subject-keys";
const REMEMBERED = 10_000;
const KEY_BYTES = 32;
const REF_BYTES = 16;

/** Only in its own entry does a value open. */
const contextOf = (ref: string, entryId: string): string => `audit:${ref}:${entryId}`;

const keyContext = (ref: string): string => `audit-key:${ref}`;

/** The reference before the dot of a sealed text. */
export const refOfSealed = (sealed: string): string => sealed.slice(0, sealed.indexOf("."));

const readJson = (bytes: Buffer | undefined): unknown => {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** Builds them; SECRET_KEY opens the keys, so the database alone opens nothing. */
export const createSubjectKeys = (parts: SubjectKeyParts): SubjectKeys => {
  const { store, random } = parts;
  const master = createSealer({ ...parts.keyring.sealing(PURPOSE), random });
  const remembered = createBoundedMap<string, Promise<SubjectKey>>(REMEMBERED);

  const sealerOf = (row: KeyRow): Sealer | undefined => {
    const bytes = master.open(row.sealed_key, keyContext(row.ref));
    return bytes?.length === KEY_BYTES
      ? createSealer({ key: secretKeyOf(bytes), random })
      : undefined;
  };
  const usable = (rows: readonly KeyRow[]) =>
    rows.flatMap((row) => {
      const sealer = sealerOf(row);
      return sealer === undefined ? [] : [{ ref: row.ref, sealer }];
    });
  const keyFrom = ({ ref, sealer }: { readonly ref: string; readonly sealer: Sealer }) => ({
    ref,
    seal: (value: unknown, entryId: string) =>
      `${ref}.${sealer.seal(JSON.stringify(value), contextOf(ref, entryId))}`,
  });

  const load = async (subject: string): Promise<SubjectKey> => {
    const [known] = usable(await store.ofSubject(subject));
    if (known !== undefined) return keyFrom(known);
    const ref = `p-${Buffer.from(random.bytes(REF_BYTES)).toString("hex")}`;
    const bytes = random.bytes(KEY_BYTES);
    const sealed_key = master.seal(bytes, keyContext(ref));
    await store.insert({ ref, subject_id: subject, sealed_key, created_at: parts.now() });
    return keyFrom({ ref, sealer: createSealer({ key: secretKeyOf(bytes), random }) });
  };

  return {
    keyOf: (subject) => {
      const known = remembered.get(subject);
      if (known !== undefined) return known;
      const loading = load(subject);
      remembered.set(subject, loading);
      // What failed is asked for again.
      loading.catch(() => remembered.delete(subject));
      return loading;
    },
    refsOf: async (subject) => (await store.ofSubject(subject)).map(({ ref }) => ref),
    open: async (refs) => {
      const rows = refs.length === 0 ? [] : await store.byRefs([...new Set(refs)]);
      return new Map(
        rows.flatMap((row): [string, OpenedKey][] => {
          const sealer = sealerOf(row);
          const open = (sealed: string, entryId: string): unknown => {
            const value = sealed.slice(row.ref.length + 1);
            return readJson(sealer?.open(value, contextOf(row.ref, entryId)));
          };
          return [[row.ref, { subject: row.subject_id, open }]];
        }),
      );
    },
    shred: async (subject) => {
      remembered.delete(subject);
      await store.remove(subject);
      // One that was loading meanwhile holds a key that is gone.
      remembered.delete(subject);
    },
    reseal: () =>
      resealRows({
        sealer: master,
        after: async (ref, limit) =>
          (await store.after(ref, limit)).map((row) => ({
            id: row.ref,
            sealed: row.sealed_key,
            context: keyContext(row.ref),
          })),
        replace: ({ id, sealed }, next) => store.reseal(id, sealed, next),
      }),
    forget: (subject) => remembered.delete(subject),
  };
};
