import { systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { createBackground, repeat } from "#services/background";
import { dependencyData } from "./migrations/data.ts";
import { dependencyMigrations } from "./migrations/index.ts";
import { createOrderRepository } from "./repository.ts";
import { dependencyRoutes } from "./routes.ts";
import { createDependencyControl, type DependencyControl } from "./service.ts";
import { createSharedOrders } from "./shared-orders.ts";

/** How often other nodes' decisions are looked for, so that one holds everywhere within a second. */
const FOLLOW_MS = 1_000;
/** The same where there is one process, which knows what it was told. */
const FOLLOW_ALONE_MS = 60_000;

/** What the module keeps. */
export interface DependenciesService extends DependencyControl {
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Dependencies and degraded modes in the hands of administrators, and in the words for users. */
export const dependencies = defineModule({
  name: "dependencies",
  migrations: dependencyMigrations,
  data: dependencyData,
  setup: (deps): DependenciesService => {
    const { broadcast, clock, degradation, events, store } = deps;
    const log = deps.log.child("dependencies");
    const background = createBackground({ log });
    const orders = createSharedOrders({
      dependencies: deps.dependencies,
      degradation,
      repository: createOrderRepository(store),
      broadcast,
      background,
      clock,
      onFault: (error) => log.debug("what administrators decided could not be read", { error }),
    });
    const stops: (() => Promise<void>)[] = [];
    return {
      ...createDependencyControl({ dependencies: deps.dependencies, degradation, orders, events }),
      begin: async () => {
        await orders.begin();
        const everyMs = store.engine === "postgresql" ? FOLLOW_MS : FOLLOW_ALONE_MS;
        stops.push(repeat(systemTimer, everyMs, orders.follow));
      },
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => dependencyRoutes(service),
  health: async (service) => service.health(),
  close: (service) => service.close(),
});
