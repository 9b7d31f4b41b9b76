import { watchSync } from "./background-sync.ts";
import { watchHandedOver } from "./handed-over.ts";
import { watchReminders } from "./reminders.ts";

/**
 * Keeps the shell of Cibozer: its page, and the scripts and styles of what works with no network
 * (UX-01, UX-02). Answers of the API never pass through here, so that nothing of a person is in the
 * Cache Storage. The build puts the list of files in the place of the mark (vite.config.ts).
 */
const shell = JSON.parse("__SHELL__") as { readonly version: string; readonly files: string[] };

const scope = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = "cibozer-shell-";
const NAME = `${PREFIX}${shell.version}`;
/** A page that does not come within this time comes from the shell. */
const PATIENCE_MS = 4_000;

/** Paths of other applications and of the API: not ours. */
const isOther = (path: string): boolean =>
  /^\/(console|api|health|docs|metrics|assets|\.well-known)(\/|$)/.test(path);

const install = async (): Promise<void> => {
  const cache = await caches.open(NAME);
  // Past the browser's own cache: what lies there may be of the build before.
  await cache.addAll(shell.files.map((file) => new Request(file, { cache: "reload" })));
};

/** Keeps this shell and the one before it, whose pages may still be open. */
const activate = async (): Promise<void> => {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
};

const timeOut = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("too slow")), PATIENCE_MS);
  });

/** The server's page; the shell's where the server does not answer. */
const page = async (event: FetchEvent): Promise<Response> => {
  const fromServer = async (): Promise<Response> => {
    const early = (await event.preloadResponse) as Response | undefined;
    return early ?? fetch(event.request);
  };
  const kept = () => caches.match("/", { cacheName: NAME });
  try {
    const answer = await Promise.race([fromServer(), timeOut()]);
    if (answer.status !== 502 && answer.status !== 504) return answer;
    return (await kept()) ?? answer;
  } catch {
    return (await kept()) ?? Response.error();
  }
};

/** Files with a hash in their name never change: whichever shell has one. */
const hashed = async (request: Request): Promise<Response> =>
  (await caches.match(request)) ?? fetch(request);

/** Files whose name stays: the server's, else the shell's. */
const plain = async (request: Request): Promise<Response> => {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: NAME });
    if (kept === undefined) throw error;
    return kept;
  }
};

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("message", (event) => {
  // The person has said yes to the new version.
  if (event.data === "take-over") void scope.skipWaiting();
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!isOther(url.pathname)) event.respondWith(page(event));
  } else if (shell.files.includes(url.pathname)) {
    event.respondWith(url.pathname.startsWith("/assets/") ? hashed(request) : plain(request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(hashed(request));
  }
});
watchReminders(scope);
watchSync(scope);
watchHandedOver(scope);
