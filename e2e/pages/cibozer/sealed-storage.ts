import type { BrowserContext } from "playwright-core";
import { rolldown } from "rolldown";

/** How the time of a person at a device ends. */
export const ENDS = ["signed out", "session ended", "somebody else signed in"] as const;

/** What became of a text that was kept for one person. */
export interface StoredText {
  /** What came back with no network. */
  readonly back: string;
  /** Everything in the box's rows, bytes as Latin-1. */
  readonly raw: string;
  readonly isKeyReadable: boolean;
  /** Whether the box was there after the end, before anybody else came. */
  readonly isLeft: boolean;
  /** What the next person reads, and what with the rows of before put back into the box. */
  readonly next: string;
  readonly replayed: string;
}

const ORIGIN = "http://localhost";
const HTML = `<!doctype html><script type="module">
  import { createOffline } from "/offline.js";
  globalThis.createOffline = createOffline;
</script>`;
const SOURCE = new URL("../../../apps/cibozer/web/src/offline/offline.ts", import.meta.url);

/** What the script of the page leaves there. */
interface Storage {
  readonly createOffline: (runtime: () => unknown) => {
    readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
    readonly forget: () => Promise<void>;
  };
}

/** A page with Cibozer's own storage in it and nothing else, on a server that can be out of reach. */
export const openStorage = async (context: BrowserContext) => {
  const bundle = await rolldown({ input: SOURCE.pathname, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  await context.route(`${ORIGIN}/**`, (route) =>
    route.request().url().endsWith(".js")
      ? route.fulfill({ contentType: "text/javascript", body: output[0].code })
      : route.fulfill({ contentType: "text/html", body: HTML }),
  );
  const page = await context.newPage();
  await page.goto(`${ORIGIN}/`);
  return (text: string, end: (typeof ENDS)[number]): Promise<StoredText> =>
    page.evaluate(
      async ({ text, end }) => {
        const { createOffline } = globalThis as unknown as Storage;
        const server = { isUp: true, status: 200, user: "ann" };
        globalThis.fetch = async (path) => {
          if (!server.isUp) throw new TypeError("Failed to fetch");
          const body = `${path}`.endsWith("/me")
            ? JSON.stringify({ user: { id: server.user } })
            : text;
          return new Response(body, { status: server.status });
        };
        const offline = createOffline(() => ({
          reachability: {
            check: () => undefined,
            subscribe: () => undefined,
            isReachable: () => true,
          },
          queries: { invalidateQueries: () => undefined },
        }));
        const asked = <T>(request: IDBRequest<T>): Promise<T> =>
          new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        const hasBox = async () =>
          (await indexedDB.databases()).some(({ name }) => name === "cibozer.kept");
        const inBox = async <T>(work: (open: IDBDatabase) => Promise<T>): Promise<T> => {
          const database = await asked(indexedDB.open("cibozer.kept"));
          try {
            return await work(database);
          } finally {
            database.close();
          }
        };
        const rowsOf = (database: IDBDatabase) =>
          database.transaction("texts", "readwrite").objectStore("texts");
        const ask = (path: string): Promise<Response> => offline.fetch(path, {});
        /** What is read with no network. */
        const readAlone = async (path: string): Promise<string> => {
          server.isUp = false;
          const found = await ask(path).then(
            (answer) => answer.text(),
            () => "nothing",
          );
          server.isUp = true;
          return found;
        };
        const latin1 = (value: unknown): string => {
          if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
          if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
          if (typeof value !== "object" || value === null) return String(value);
          return Object.values(value).map(latin1).join("|");
        };
        await offline.forget();
        await ask("/api/v1/auth/me");
        await ask("/api/v1/plans");
        const back = await readAlone("/api/v1/plans");
        const kept = await inBox(async (database) => {
          const [ids, rows, key] = [
            await asked(rowsOf(database).getAllKeys()),
            await asked(rowsOf(database).getAll()),
            await asked(database.transaction("keys").objectStore("keys").get("key")),
          ];
          return { ids, rows, isKeyReadable: !(key instanceof CryptoKey) || key.extractable };
        });
        if (end === "signed out") await offline.forget();
        if (end === "session ended") {
          server.status = 401;
          await ask("/api/v1/auth/me");
          server.status = 200;
        }
        const isLeft = end !== "somebody else signed in" && (await hasBox());
        server.user = "bob";
        await ask("/api/v1/auth/me");
        const next = await readAlone("/api/v1/plans");
        await inBox(async (database) => {
          const store = rowsOf(database);
          await Promise.all(kept.rows.map((row, index) => asked(store.put(row, kept.ids[index]))));
        });
        const replayed = await readAlone("/api/v1/plans");
        const raw = [...kept.rows.map(latin1), ...kept.ids].join("|");
        return { back, raw, isKeyReadable: kept.isKeyReadable, isLeft, next, replayed };
      },
      { text, end },
    );
};
