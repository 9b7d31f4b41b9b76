/** Texts by name, readable by nobody but this page. */
export type SealedBox = {
  /** The text of a name; undefined where there is none, or none that can be opened. */
  readonly get: (name: string) => Promise<string | undefined>;
  /** Keeps a text; the oldest go when there are too many, but for those that are to stay. */
  readonly put: (name: string, text: string, stays?: "stays") => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
};

/** The database of this browser that a box is in. */
export const BOX_NAME = "cibozer.kept";

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

/** Opens what one tab needs at the first use, and again after it was deleted. */
const createOpener = () => {
  let opened: Promise<{ database: IDBDatabase; key: CryptoKey }> | undefined;
  const close = () => {
    opened = undefined;
  };
  return () => {
    opened ??= openDatabase(close).then(async (database) => ({
      database,
      key: await keyOf(database),
    }));
    opened.catch(close);
    return opened;
  };
};

/**
 * A box in IndexedDB whose texts are encrypted with AES-GCM under a key that no script can read
 * (UX-12). Deleting the database `BOX_NAME` empties it, key and all. Rejects where the browser has
 * no storage, or the page no secure context.
 */
export const createSealedBox = (now: () => number): SealedBox => {
  const open = createOpener();
  const texts = (database: IDBDatabase, mode: IDBTransactionMode) =>
    database.transaction("texts", mode).objectStore("texts");
  return {
    get: async (name) => {
      const { database, key } = await open();
      const id = await hashOf(name);
      const sealed = await asked<Sealed | undefined>(texts(database, "readonly").get(id));
      if (sealed === undefined) return undefined;
      const { iv, data } = sealed;
      // Bound to its name: one text cannot stand in for another.
      const how = { name: "AES-GCM", iv, additionalData: bytes(id) };
      const plain = await crypto.subtle.decrypt(how, key, data).catch(() => undefined);
      return plain === undefined ? undefined : new TextDecoder().decode(plain);
    },
    put: async (name, text, stays) => {
      const { database, key } = await open();
      const id = await hashOf(name);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const how = { name: "AES-GCM", iv, additionalData: bytes(id) };
      const data = await crypto.subtle.encrypt(how, key, bytes(text));
      const at = stays === undefined ? now() : Number.POSITIVE_INFINITY;
      await asked(texts(database, "readwrite").put({ at, iv, data } satisfies Sealed, id));
      await removeOldest(database);
    },
    remove: async (name) => {
      const { database } = await open();
      const id = await hashOf(name);
      await asked(texts(database, "readwrite").delete(id));
    },
  };
};
