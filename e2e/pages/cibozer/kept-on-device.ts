import type { Page } from "playwright-core";

/** What the browser was asked to wake the worker for. */
export const syncTags = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { sync } = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
      readonly sync: { readonly getTags: () => Promise<string[]> };
    };
    return sync.getTags();
  });

/** Everything that lies in the Cache Storage: addresses, and the texts of what is no file. */
export const cachedPaths = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys())
        found.push(new URL(url).pathname);
    }
    return found;
  });

/** All bytes of the box in the browser's database, as text. */
export const boxText = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    if (!names.includes("cibozer.kept")) return "none";
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("cibozer.kept");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const rows = await new Promise<{ data: ArrayBuffer }[]>((resolve) => {
      const request = database.transaction("texts").objectStore("texts").getAll();
      request.onsuccess = () => resolve(request.result as { data: ArrayBuffer }[]);
    });
    database.close();
    return rows.map(({ data }) => new TextDecoder("latin1").decode(data)).join(" == row == ");
  });

/** Lets nothing that this page tells come to lie on the device, as if it was left in that moment. */
export const holdSealing = (page: Page): Promise<void> =>
  page.evaluate(() => {
    SubtleCrypto.prototype.encrypt = () => new Promise<ArrayBuffer>(() => undefined);
  });

/** Writes down what this page says of its basket from the first moment; what waits for a rest never comes. */
export const watchBasket = async (page: Page): Promise<() => Promise<readonly string[]>> => {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said, requestIdleCallback: () => 0 });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll("[role=status]")) {
        const text = textContent ?? "";
        if (text.includes("in the basket") && said.at(-1) !== text) said.push(text);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: readonly string[] }).said);
};
