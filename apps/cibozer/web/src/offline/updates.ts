/** What is asked of the person: `accept` brings the new version, and loads the page anew. */
export type OnUpdate = (accept: () => void) => void;

/** How often a page that stays open looks for a new version. */
const LOOK_MS = 60 * 60 * 1000;

/**
 * Puts the service worker to work, and tells when a new version waits (UX-01). A page that has just
 * been loaded is of the newest build already, so that one waits for nobody: it takes over at once.
 * Rejects where the browser has no service workers, or the worker cannot be loaded.
 */
export const watchUpdates = async (
  container: ServiceWorkerContainer,
  onUpdate: OnUpdate,
): Promise<void> => {
  const isFirst = container.controller === null;
  let isAccepted = false;
  const accept = (worker: ServiceWorker) => () => {
    isAccepted = true;
    worker.postMessage("take-over");
  };
  const registration = await container.register("/sw.js", { scope: "/", updateViaCache: "none" });
  let hadOne = !isFirst;
  let isQuiet = registration.waiting !== null;
  registration.waiting?.postMessage("take-over");
  const follow = () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && container.controller !== null) {
        onUpdate(accept(installing));
      }
    });
  };
  // One may be on its way already.
  follow();
  registration.addEventListener("updatefound", follow);
  container.addEventListener("controllerchange", () => {
    if (isAccepted) location.reload();
    // Another tab has said yes: this one says when, so that nothing typed is lost.
    else if (hadOne && !isQuiet) onUpdate(() => location.reload());
    isQuiet = false;
    hadOne = true;
  });
  const look = () => void registration.update().catch(() => undefined);
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
};
