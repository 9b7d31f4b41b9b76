import { defineModule, type PersonalData } from "#modules/contract";
import { panelData } from "./migrations/data.ts";
import { panelMigrations } from "./migrations/index.ts";
import { createPanelRepository, type PanelRepository } from "./repository.ts";
import { panelRoutes } from "./routes.ts";

const personalData = (panels: PanelRepository): PersonalData => ({
  table: "console_panels",
  subject: "account_id",
  erase: panels.remove,
  export: async (accountId) => [...(await panels.of(accountId))],
});

/** Charts that operators have put together, by account (OBS-12). */
export const panels = defineModule({
  name: "panels",
  migrations: panelMigrations,
  data: panelData,
  setup: ({ clock, store }): PanelRepository => createPanelRepository(store, clock.now),
  routes: (service) => panelRoutes(service),
  personalData: (service) => [personalData(service)],
});
