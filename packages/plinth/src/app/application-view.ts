import type { HttpServer, Recorder } from "#http";
import type { ApplicationView, LimitControls } from "#modules/contract";
import type { RunnableJobs } from "#services/jobs";
import type { Migrator } from "#store";
import type { ApplicationDefinition } from "./definition.ts";
import type { LiveLimits } from "./limits/live-limits.ts";
import type { ModuleSet } from "./module-set.ts";
import { ownTables } from "./privacy/own-tables.ts";
import { jobPersonalData } from "./privacy/personal-data.ts";
import type { Https } from "./process/https.ts";

/** What modules may look at later, but cannot have at their own setup. */
export interface Late {
  limits: LiveLimits | undefined;
  controls: LimitControls | undefined;
  recorder: Recorder | undefined;
  server: HttpServer | undefined;
  https: Https | undefined;
  jobs: RunnableJobs | undefined;
  publicUrl: string;
  localUrl: string | undefined;
}

/** What modules see of the application; filled in as it comes to be. */
export const createView = (
  definition: ApplicationDefinition,
  modules: ModuleSet,
  migrator: Migrator,
  late: Late,
): ApplicationView => ({
  name: definition.name,
  version: definition.version,
  policies: () => late.limits?.policies() ?? [],
  catalogue: () => modules.catalogue,
  totals: () => late.recorder?.totals() ?? { total: 0, averageSeconds: 0, slow: 0, inFlight: 0 },
  isDraining: () => late.server?.isDraining() ?? false,
  pendingMigrations: async () => (await migrator.status()).pending,
  moduleHealth: async () => {
    const reports = await modules.health();
    return late.https === undefined ? reports : { ...reports, certificate: late.https.health() };
  },
  publicUrl: () => late.publicUrl,
  localUrl: () => late.localUrl,
  data: () => [...ownTables, ...modules.data],
  personalData: () => [
    ...modules.personalData(),
    ...(late.jobs === undefined ? [] : [jobPersonalData(late.jobs.overview)]),
  ],
  reseal: modules.reseal,
  formerDigests: modules.formerDigests,
  sessionCookie: () => modules.authenticator().cookieName,
  limits: () => {
    if (late.controls === undefined) throw new TypeError("limits are there from `start` on");
    return late.controls;
  },
});
