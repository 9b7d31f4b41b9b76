import type { BrowserContext, CDPSession, Page } from "playwright-core";

/** What a browser wakes a worker by. */
export interface WorkerEvents {
  /** A message of a push service. */
  readonly push: (data: object) => Promise<void>;
  /** The network is back. */
  readonly sync: (tag: string) => Promise<void>;
}

/** Wakes the worker of an origin as the browser does; `page` stays open meanwhile. */
export const wakeWorker = async (
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<WorkerEvents> => {
  const session: CDPSession = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const mine = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (mine !== undefined) resolve(mine.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  return {
    push: async (data) => {
      await session.send("ServiceWorker.deliverPushMessage", {
        origin,
        registrationId,
        data: JSON.stringify(data),
      });
    },
    sync: async (tag) => {
      await session.send("ServiceWorker.dispatchSyncEvent", {
        origin,
        registrationId,
        tag,
        lastChance: true,
      });
    },
  };
};
