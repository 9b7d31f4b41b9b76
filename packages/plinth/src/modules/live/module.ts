import { backgroundTimer } from "#core";
import { defineModule } from "#modules/contract";
import { createPacer, type Live } from "#services/live";
import { liveRoutes } from "./routes.ts";

/** What the module keeps. */
export interface LiveService extends Live {
  /** Ends the telling of events. */
  readonly stop: () => void;
}

/**
 * Hints for pages that are open. What the rooms announce as events is a hint of the topics security,
 * health, caches and audit by itself; modules publish what else changes with `platform.live`.
 */
export const live = defineModule({
  name: "live",
  setup: (deps): LiveService => {
    const { events } = deps;
    const pacer = createPacer({ live: deps.live, startTimer: backgroundTimer });
    const stops = [
      events.on("security", ({ name, severity }) => pacer.publish("security", { name, severity })),
      events.on("health", ({ component, to }) => pacer.publish("health", { component, to })),
      events.on("cache", ({ name, cache }) => pacer.publish("caches", { name, cache })),
      events.on("audit", ({ name, outcome }) => pacer.publish("audit", { name, outcome })),
    ];
    return {
      ...deps.live,
      stop: () => {
        for (const stop of stops) stop();
        pacer.close();
      },
    };
  },
  routes: (service) => liveRoutes(service),
  close: (service) => service.stop(),
});
