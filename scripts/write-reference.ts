/**
 * Writes docs/reference/*.md, API_DOCUMENTATION.md and deployment/monitoring out of the code: policies,
 * error catalogue, configuration, metrics, alert rules, and the tests that name requirements and
 * properties. `--check` writes nothing and
 * fails on a difference; it also fails when a test names what no specification has.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { application } from "../apps/cibozer/server/index.ts";
import { compose } from "../packages/plinth/src/app/index.ts";
import {
  describeConfig,
  loadConfig,
  renderEnvExample,
} from "../packages/plinth/src/config/index.ts";
import { SECURITY_EVENTS, systemClock } from "../packages/plinth/src/core/index.ts";
import { defineModule } from "../packages/plinth/src/modules/contract/index.ts";
import { operationsOf } from "../packages/plinth/src/modules/docs/index.ts";
import { processingRecords, recordsPage } from "../packages/plinth/src/modules/privacy/index.ts";
import { DEFAULT_RULES } from "../packages/plinth/src/modules/security-events/index.ts";
import { createOpenApi } from "../packages/plinth/src/policy/index.ts";
import { PROBES } from "../packages/plinth/src/readiness/index.ts";
import type { AlertRegister } from "../packages/plinth/src/services/alerts/index.ts";
import { createLogger } from "../packages/plinth/src/telemetry/index.ts";
import { monitoringFiles } from "./monitoring/files.ts";
import { apiPage } from "./reference/api-page.ts";
import { configurationPage } from "./reference/configuration-page.ts";
import { documentOf } from "./reference/markdown.ts";
import { errorsPage, routesPage } from "./reference/policy-pages.ts";
import { registryText } from "./reference/registry.ts";
import { securityEventsPage } from "./reference/security-events-page.ts";
import { propertiesPage, traceabilityPage } from "./reference/statement-pages.ts";
import { loadSpecification } from "./reference/statements.ts";
import { readinessStatusPage, tasksPage, tasksSummaryPage } from "./reference/status-pages.ts";
import { loadTestTitles } from "./reference/test-titles.ts";
import { trace } from "./reference/traceability.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isCheck = process.argv.includes("--check");

/** Sees what modules declare to be told of. */
const reader = defineModule({ name: "reference", setup: ({ alerts }) => alerts });

/** Composes the application without its built pages, in a directory that is thrown away. */
const readPolicies = async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-reference-"));
  const config = loadConfig({ env: { PLINTH_ENV: "test", PLINTH_DATA: directory } });
  const composition = await compose({
    definition: { ...application, web: [], modules: [...application.modules, reader] },
    config,
    log: createLogger({ level: "error", clock: systemClock, component: "reference" }),
  });
  try {
    const { metrics, modules, policies, view } = composition;
    return {
      policies,
      catalogue: view.catalogue(),
      sessionCookie: view.sessionCookie(),
      families: new Map(metrics.families().map((family) => [family.name, family])),
      data: view.data(),
      retention: config.retention,
      alertRules: (modules.service("reference") as AlertRegister).rules(),
    };
  } finally {
    await composition.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const { policies, catalogue, sessionCookie, families, data, retention, alertRules } =
  await readPolicies();
const monitoring = monitoringFiles(families, alertRules);
const info = { title: application.name, version: application.version };
const operations = operationsOf(
  createOpenApi(policies, catalogue, {
    ...info,
    description: application.description,
    sessionCookie,
  }),
);
const specification = loadSpecification(root);
const traced = trace(specification, loadTestTitles(root));
const status = { specification, traced, probes: PROBES };

const pages: Readonly<Record<string, string>> = {
  "API_DOCUMENTATION.md": apiPage(info, operations),
  "env.example": `${renderEnvExample().trimEnd()}\n`,
  "docs/reference/routes.md": routesPage(operations),
  "docs/reference/errors.md": errorsPage(catalogue, operations),
  "docs/reference/configuration.md": configurationPage(describeConfig()),
  "docs/reference/security-events.md": securityEventsPage(SECURITY_EVENTS, DEFAULT_RULES),
  "docs/reference/processing.md": documentOf(
    "# Record of processing",
    "What Cibozer keeps of people, what for, and how long (GDPR article 30). Who is responsible, who else is given it, and where it is kept, whoever runs it has to add. `plinth privacy records` prints the same of any application.",
    recordsPage(processingRecords(data, retention)),
  ),
  "docs/reference/properties.md": propertiesPage(specification.properties, traced),
  "docs/reference/traceability.md": traceabilityPage(specification.requirements, traced),
  "packages/plinth/src/readiness/dossier/registry.json": registryText(specification, traced),
  "specs/production-readiness/tasks.md": tasksPage(status),
  "PRODUCTION_TASKS_IMPLEMENTATION_SUMMARY.md": tasksSummaryPage(status),
  "PRODUCTION_READINESS_STATUS.md": readinessStatusPage(status),
  ...monitoring.pages,
};

const problems: string[] = [...traced.faults, ...monitoring.faults];
for (const [file, text] of Object.entries(pages)) {
  const path = join(root, file);
  const isCurrent = existsSync(path) && readFileSync(path, "utf8") === text;
  if (isCurrent) continue;
  if (isCheck) problems.push(`${file} is not what the code says; run: npm run docs`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${file}`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${Object.keys(pages).length} documents say what the code says`);
