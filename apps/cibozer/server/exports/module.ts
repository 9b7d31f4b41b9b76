import { accounts, classified, createOpaqueToken, defineModule } from "plinth";
import { kitchen } from "../kitchen/index.ts";
import { plans } from "../plans/index.ts";
import { createReaderOf } from "../reader.ts";
import { exportErrors } from "./errors.ts";
import { createFeeds } from "./feeds.ts";
import { exports0001 } from "./migrations/exports-0001.ts";
import { createPdfMaker } from "./pdf/pdf-maker.ts";
import { createFeedRepository } from "./repository.ts";
import { exportRoutes } from "./routes.ts";
import { createExporting } from "./service.ts";

/** Plans taken along: on paper, in the mail, and in calendars that look again by themselves. */
export const exporting = defineModule({
  name: "exports",
  requires: { accounts, kitchen, plans },
  migrations: [exports0001],
  data: [
    {
      table: "calendar_feeds",
      columns: classified({
        reference: ["account_id", "plan_id"],
        secret: ["token_hash"],
        personal: ["created_at", "read_at"],
        none: ["id"],
      }),
      retention: "account",
      purpose: "to show plans in the calendars of their owners",
    },
  ],
  errors: exportErrors,
  setup: ({ application, clock, languages, mail, modules, newId, random, store }) =>
    createExporting({
      feeds: createFeeds({
        repository: createFeedRepository(store),
        plans: modules.plans,
        textsOf: async (owner) => languages.texts((await modules.accounts.find(owner))?.language),
        createToken: () => createOpaqueToken(random),
        clock,
        newId,
      }),
      plans: modules.plans,
      kitchen: modules.kitchen,
      accounts: modules.accounts,
      mail,
      maker: createPdfMaker(),
      publicUrl: application.publicUrl,
    }),
  routes: (service, { languages, modules }) =>
    exportRoutes(service, createReaderOf({ accounts: modules.accounts, languages })),
  personalData: (service) => [
    {
      table: "calendar_feeds",
      subject: "account_id",
      erase: service.eraseFeeds,
      export: service.exportFeeds,
    },
  ],
  close: (service) => service.close(),
});
