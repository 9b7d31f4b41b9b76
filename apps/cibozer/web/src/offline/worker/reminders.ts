/** What the server says in a message, encrypted on its way here (RFC 8291). */
type Message = {
  readonly title: string;
  readonly body: string;
  /** Where a press leads: a path of ours. */
  readonly path: string;
  /** Of one kind only the newest is shown. */
  readonly tag: string;
  readonly language: string;
};

const RIGHT_TO_LEFT: readonly string[] = ["ar"];

/** A page of ours, whatever was sent. */
const pageOf = (path: unknown): URL => {
  const url = new URL(typeof path === "string" ? path : "/", location.origin);
  return url.origin === location.origin ? url : new URL("/", location.origin);
};

/** Every message is shown: browsers take the permission away from those who are woken for nothing. */
const show = async (scope: ServiceWorkerGlobalScope, data: PushMessageData | null) => {
  const { title, body, path, tag, language } = (data?.json() ?? {}) as Partial<Message>;
  await scope.registration.showNotification(title ?? "Cibozer", {
    body: body ?? "",
    tag: tag ?? "",
    lang: language ?? "en",
    dir: RIGHT_TO_LEFT.includes(language ?? "") ? "rtl" : "ltr",
    icon: "/icon-192.png",
    data: { path: pageOf(path).pathname },
  });
};

/** A page that shows it already comes to the front; no other page is led away from what it shows. */
const open = async (scope: ServiceWorkerGlobalScope, url: URL) => {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = pages.find((page) => new URL(page.url).pathname === url.pathname);
  await (shown === undefined ? scope.clients.openWindow(url.href) : shown.focus());
};

/** Shows reminders, and opens what they are about. */
export const watchReminders = (scope: ServiceWorkerGlobalScope): void => {
  scope.addEventListener("push", (event) => event.waitUntil(show(scope, event.data)));
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { path } = (event.notification.data ?? {}) as { readonly path?: unknown };
    event.waitUntil(open(scope, pageOf(path)));
  });
};
