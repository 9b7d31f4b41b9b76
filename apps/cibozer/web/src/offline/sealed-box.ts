/** Texts by name, readable by nobody but this origin's pages and worker. */
export type SealedBox = {
  /** The text of a name; undefined where there is none, or none that can be opened. */
  readonly get: (name: string) => Promise<string | undefined>;
  /** Keeps a text; the oldest go when there are too many. */
  readonly put: (name: string, text: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** Removes every text but those of these names. */
  readonly keepOnly: (names: readonly string[]) => Promise<void>;
  /**
   * Changes the text of a name, which then stays; undefined removes it. Rejects, and keeps nothing,
   * where the box was deleted since the text was read.
   */
  readonly change: (
    name: string,
    work: (text: string | undefined) => string | undefined,
  ) => Promise<void>;
};

/** The database of this browser that a box is in. */
const BOX_NAME = "cibozer.kept";

const MOST_TEXTS = 60;

type Sealed = {
  readonly at: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
};

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
  });

const openDatabase = async (onClosed: () => void): Promise<IDBDatabase> => {
  const request = indexedDB.open(BOX_NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("texts").createIndex("at", "at");
  };
  const database = await asked(request);
  // Whoever deletes it, in this tab or another one, must not wait for this one.
  database.onversionchange = () => {
    database.close();
    onClosed();
  };
  return database;
};

/** The key of a box: never readable, not even by this page; it goes with its database. */
const keyOf = async (database: IDBDatabase): Promise<CryptoKey> => {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Another tab may have been first: the key that is there counts.
  const store = database.transaction("keys", "readwrite").objectStore("keys");
  const known = await asked<CryptoKey | undefined>(store.get("key"));
  if (known !== undefined) return known;
  await asked(store.put(fresh, "key"));
  return fresh;
};

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Names tell of plans too: what lies in the database is their hash. */
const hashOf = async (name: string): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(name))), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const removeOldest = async (database: IDBDatabase): Promise<void> => {
  const store = database.transaction("texts", "readwrite").objectStore("texts");
  const surplus = (await asked(store.count())) - MOST_TEXTS;
  if (surplus <= 0) return;
  const oldest = await asked(store.index("at").getAllKeys(undefined, surplus));
  const first = oldest.slice(0, surplus);
  for (const key of first) store.delete(key);
};

/** A box that is open, until it is deleted. */
type Opened = { readonly database: IDBDatabase; readonly key: CryptoKey };

/** Opens what one tab needs at the first use, and again after it was deleted. */
const createOpener = (onGone: () => void) => {
  let opened: Promise<Opened> | undefined;
  const close = () => {
    opened = undefined;
  };
  const gone = () => {
    close();
    onGone();
  };
  return () => {
    opened ??= openDatabase(gone).then(async (database) => ({
      database,
      key: await keyOf(database),
    }));
    opened.catch(close);
    return opened;
  };
};

const textsOf = ({ database }: Opened, mode: IDBTransactionMode): IDBObjectStore =>
  database.transaction("texts", mode).objectStore("texts");

const unseal = async (box: Opened, id: string): Promise<string | undefined> => {
  const sealed = await asked<Sealed | undefined>(textsOf(box, "readonly").get(id));
  if (sealed === undefined) return undefined;
  const { iv, data } = sealed;
  // Bound to its name: one text cannot stand in for another.
  const how = { name: "AES-GCM", iv, additionalData: bytes(id) };
  const plain = await crypto.subtle.decrypt(how, box.key, data).catch(() => undefined);
  return plain === undefined ? undefined : new TextDecoder().decode(plain);
};

const seal = async (box: Opened, id: string, text: string, at: number): Promise<void> => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: bytes(id) };
  const data = await crypto.subtle.encrypt(how, box.key, bytes(text));
  const store = textsOf(box, "readwrite");
  const done = asked(store.put({ at, iv, data } satisfies Sealed, id));
  // A page that goes now is not asked once more whether that was all.
  store.transaction.commit();
  await done;
};

/** The moment of what does not go with the oldest. */
const NEVER_OLD = Number.POSITIVE_INFINITY;

/** Whether this browser has a box; looking makes none. */
export const hasBox = async (): Promise<boolean> =>
  (await indexedDB.databases()).some(({ name }) => name === BOX_NAME);

/** Deletes the box of this browser and its key; whoever has it open lets go of it by themselves. */
export const deleteBox = (): Promise<void> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(BOX_NAME);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
  });

/**
 * A box in IndexedDB whose texts are encrypted with AES-GCM under a key that no script can read
 * (UX-12). Deleting it empties it, key and all, and is told to whoever had it open. Rejects where
 * the browser has no storage, or the page no secure context.
 */
export const createSealedBox = (
  now: () => number,
  onGone: () => void = () => undefined,
): SealedBox => {
  const open = createOpener(onGone);
  return {
    get: async (name) => unseal(await open(), await hashOf(name)),
    put: async (name, text) => {
      const box = await open();
      await seal(box, await hashOf(name), text, now());
      await removeOldest(box.database);
    },
    remove: async (name) => {
      const box = await open();
      const id = await hashOf(name);
      await asked(textsOf(box, "readwrite").delete(id));
    },
    keepOnly: async (names) => {
      const box = await open();
      const kept = new Set<IDBValidKey>(await Promise.all(names.map(hashOf)));
      const store = textsOf(box, "readwrite");
      for (const id of await asked(store.getAllKeys())) if (!kept.has(id)) store.delete(id);
    },
    change: async (name, work) => {
      const box = await open();
      const id = await hashOf(name);
      const before = await unseal(box, id);
      const after = work(before);
      if (after === before) return;
      if (after === undefined) await asked(textsOf(box, "readwrite").delete(id));
      else await seal(box, id, after, NEVER_OLD);
    },
  };
};
