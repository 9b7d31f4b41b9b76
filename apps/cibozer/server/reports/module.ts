import { accounts, classified, defineModule } from "plinth";
import { plans } from "../plans/index.ts";
import { recipes } from "../recipes/index.ts";
import { reportMail } from "./mails.ts";
import { reports0001 } from "./migrations/reports-0001.ts";
import { createReportRepository } from "./repository.ts";
import { reportRoutes } from "./routes.ts";
import { createReports } from "./service.ts";

/** What people find wrong with what others gave or shared, until somebody decides. */
export const reports = defineModule({
  name: "reports",
  requires: { accounts, plans, recipes },
  migrations: [reports0001],
  data: [
    {
      table: "content_reports",
      columns: classified({
        reference: ["account_id"],
        personal: ["subject_id", "created_at", "reason", "words"],
        none: ["id", "kind"],
      }),
      retention: "operational",
      agedBy: "created_at",
      basis: "legitimate-interest",
      purpose: "to judge what people report of what others gave or shared",
    },
  ],
  setup: ({ application, clock, config, mail, metrics, modules, newId, store }) => {
    const { support } = config.mail;
    const reported = metrics.counter({
      name: "content_reports_total",
      help: "Recipes and shared plans that somebody reported, by kind and reason.",
      labels: ["kind", "reason"],
    });
    return createReports({
      repository: createReportRepository(store),
      recipes: modules.recipes,
      plans: modules.plans,
      tell: async () => {
        if (support === undefined) return;
        const link = `${application.publicUrl()}/admin/reports`;
        await mail.send({ to: support, ...reportMail(link) });
      },
      onReported: (kind, reason) => reported.child({ kind, reason }).inc(),
      clock,
      newId,
    });
  },
  routes: reportRoutes,
  personalData: (service) => [
    {
      table: "content_reports",
      subject: "account_id",
      erase: service.eraseAll,
      export: service.exportAll,
    },
  ],
});
