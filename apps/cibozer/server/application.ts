import { fileURLToPath } from "node:url";
import { defineApplication, identityModules, operationsModules, push } from "plinth";
import { catalog } from "./catalog/index.ts";
import { exporting } from "./exports/index.ts";
import { feedback } from "./feedback/index.ts";
import { health } from "./health/index.ts";
import { history } from "./history/index.ts";
import { insights } from "./insights/index.ts";
import { kitchen } from "./kitchen/index.ts";
import { languages } from "./languages.ts";
import { plans } from "./plans/index.ts";
import { recipes } from "./recipes/index.ts";
import { reminders } from "./reminders/index.ts";
import { reports } from "./reports/index.ts";
import { tiers } from "./tiers.ts";
import { words } from "./words/index.ts";

/** Pages at which the web application answers; everything else stays 404. */
const PAGES = [
  "/",
  "/signup",
  "/signin",
  "/signin/link",
  "/forgot",
  "/account",
  "/account/reset-password",
  "/account/verify-email",
  "/account/confirm-email",
  "/account/unlock",
  "/account/security",
  "/account/privacy",
  "/account/usage",
  "/account/billing",
  "/profile",
  "/recipes",
  "/recipes/new",
  "/recipes/:id",
  "/recipes/:id/edit",
  "/plans",
  "/plans/new",
  "/plans/:id",
  "/plans/:id/groceries",
  "/plans/:id/share",
  "/history",
  "/shared",
  "/feedback",
  "/admin/planner",
  "/admin/catalogue",
  "/admin/recipes",
  "/admin/feedback",
  "/admin/reports",
] as const;

const CONSOLE_PAGES = [
  "/",
  "/signin",
  "/signin/link",
  "/signup",
  "/forgot",
  "/account",
  "/account/reset-password",
  "/account/verify-email",
  "/account/confirm-email",
  "/account/unlock",
  "/account/security",
  "/account/privacy",
  "/account/usage",
  "/account/billing",
  "/mailbox",
  "/operations/overview",
  "/operations/traffic",
  "/operations/health",
  "/operations/business",
  "/operations/logs",
  "/operations/traces",
  "/operations/traces/:id",
  "/operations/alerts",
  "/operations/incidents",
  "/operations/incidents/:id",
  "/operations/errors",
  "/operations/errors/:id",
  "/operations/security",
  "/operations/dependencies",
  "/operations/caches",
  "/operations/database",
  "/operations/jobs",
  "/operations/mail",
  "/operations/backups",
  "/operations/deploys",
  "/operations/readiness",
  "/admin/users",
  "/admin/users/:id",
  "/admin/roles",
  "/admin/access-review",
  "/admin/limits",
  "/admin/usage",
  "/admin/privacy",
  "/admin/content-reports",
  "/admin/security-events",
  "/admin/audit-log",
  "/admin/quarantine",
  "/admin/billing",
] as const;

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Whether this file runs as source (server/) or built (dist/server/). */
const root = import.meta.url.endsWith(".ts") ? ".." : "../..";

/** Cibozer, the meal planner, on Plinth's public contract. */
export const application = defineApplication({
  name: "Cibozer",
  version: "0.1.0",
  description: "Plans meals that hit your nutrition targets and are safe with your allergies",
  modules: [
    ...identityModules,
    ...operationsModules,
    catalog,
    recipes,
    kitchen,
    history,
    plans,
    exporting,
    health,
    tiers,
    feedback,
    insights,
    reports,
    words,
    push,
    reminders,
  ],
  languages,
  web: [
    { directory: fromHere(`${root}/dist/web`), prefix: "", pages: PAGES },
    {
      directory: fromHere(`${root}/../../packages/console/dist/app`),
      prefix: "/console",
      pages: CONSOLE_PAGES,
    },
  ],
});
