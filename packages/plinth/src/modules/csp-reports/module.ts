import { systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { repeat } from "#services/background";
import { cspReportData } from "./migrations/data.ts";
import { cspReportMigrations } from "./migrations/index.ts";
import { createViolationRepository } from "./repository.ts";
import { CSP_REPORT_PATH, cspReportRoutes } from "./routes.ts";
import { type CspReports, createCspReports } from "./service.ts";
import { DIRECTIVES } from "./violation.ts";

export { CSP_REPORT_PATH };

/** How often reports are written. */
const FLUSH_MS = 10_000;

interface CspReportService extends CspReports {
  readonly begin: () => void;
  readonly close: () => Promise<void>;
}

/** Keeps what browsers report of pages that broke the content security policy (WEB-04). */
export const cspReports = defineModule({
  name: "csp-reports",
  migrations: cspReportMigrations,
  data: cspReportData,
  setup: ({ application, clock, config, events, log, metrics, store }): CspReportService => {
    const reports = metrics.counter({
      name: "csp_reports_total",
      help: "Violations of the content security policy that browsers reported.",
      labels: ["directive", "disposition", "outcome"],
      maxChildren: (DIRECTIVES.length + 1) * 4,
    });
    const service = createCspReports({
      repository: createViolationRepository(store),
      clock,
      events,
      publicUrl: application.publicUrl,
      isReportOnly: config.headers.isCspReportOnly,
      count: ({ directive, disposition }, outcome) =>
        reports.child({ directive, disposition, outcome }).inc(),
      onFault: (error) => log.child("csp").warn("reports could not be written", { error }),
    });
    let stop: (() => Promise<void>) | undefined;
    return {
      ...service,
      begin: () => {
        stop = repeat(systemTimer, FLUSH_MS, service.flush);
      },
      close: async () => {
        // Nobody could report to a start that was refused, and perhaps there is no table.
        if (stop === undefined) return;
        await stop();
        await service.flush();
      },
    };
  },
  start: async (service) => service.begin(),
  routes: (service) => cspReportRoutes(service),
  close: (service) => service.close(),
});
