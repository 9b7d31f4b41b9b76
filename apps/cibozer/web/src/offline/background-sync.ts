/** The one thing that a worker is asked to do once there is a network. */
export const SYNC_TAG = "letters";

/** Background Synchronization, as far as it is used; types of browsers that lack it have none. */
type Syncing = ServiceWorkerRegistration & {
  readonly sync?: { readonly register: (tag: string) => Promise<void> };
};

/**
 * Asks the browser to wake the worker when the server can be reached, also where no page is open
 * then. Firefox and Safari cannot, and whoever forbids it keeps them from it: there a page sends.
 */
export const askForSync = async (worker?: ServiceWorkerRegistration): Promise<void> => {
  const registration: Syncing | undefined =
    worker ?? (await navigator.serviceWorker?.getRegistration());
  await registration?.sync?.register(SYNC_TAG);
};
