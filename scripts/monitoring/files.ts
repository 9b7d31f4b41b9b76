import type { AlertRule } from "../../packages/plinth/src/services/alerts/index.ts";
import { dashboardText } from "./dashboard.ts";
import { PANEL_ROWS, type PanelRow } from "./panels.ts";
import { type Catalogue, queryFaults, seriesIn } from "./promql.ts";
import { alertName, type PrometheusRule, prometheusRules, ruleDocument } from "./rules.ts";
import { type Yaml, yamlText } from "./yaml.ts";

const WRITTEN = "Written by `npm run docs` out of the metrics and the alert rules; change those.";
const FOLDER = "deployment/monitoring";

/** Where the nodes are: what whoever installs it changes. */
const TARGET = "app:8000";

const scrapeDocument: Yaml = {
  global: { scrape_interval: "10s", evaluation_interval: "10s" },
  rule_files: ["alerts.yml"],
  alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
  scrape_configs: [
    {
      job_name: "plinth",
      authorization: { credentials_file: "ops-token" },
      static_configs: [{ targets: [TARGET] }],
    },
  ],
};

/** Whom Alertmanager tells, and how often: the same bounds as in the application (OBS-09). */
const alertmanagerDocument = (rules: readonly PrometheusRule[]): Yaml => ({
  route: {
    receiver: "people",
    group_by: ["alertname"],
    group_wait: "10s",
    group_interval: "5m",
    repeat_interval: "4h",
    routes: [{ receiver: "on-call", matchers: ['severity="critical"'], repeat_interval: "1h" }],
  },
  inhibit_rules: rules
    .filter(({ id }) => id.endsWith("-fast-burn"))
    .map(({ id }) => ({
      // Who knows that it burns fast needs no word that it burns.
      source_matchers: [`alertname="${alertName(id)}"`],
      target_matchers: [`alertname="${alertName(id.replace(/-fast-burn$/, "-slow-burn"))}"`],
    })),
  receivers: [
    {
      name: "people",
      webhook_configs: [{ url: "http://127.0.0.1:9094/people", send_resolved: true }],
    },
    {
      name: "on-call",
      webhook_configs: [{ url: "http://127.0.0.1:9094/on-call", send_resolved: true }],
    },
  ],
});

const datasourceDocument: Yaml = {
  apiVersion: 1,
  datasources: [
    {
      name: "Prometheus",
      type: "prometheus",
      access: "proxy",
      url: "http://prometheus:9090",
      isDefault: true,
    },
  ],
};

const providerDocument: Yaml = {
  apiVersion: 1,
  providers: [
    {
      name: "plinth",
      type: "file",
      disableDeletion: true,
      options: { path: "/var/lib/grafana/dashboards" },
    },
  ],
};

/** What only a process with such a server has: the application at hand runs without. */
const ELSEWHERE = /^(?:postgresql|redis|database_replica)_/;

const isElsewhere = (query: string): boolean =>
  seriesIn(query).every((name) => ELSEWHERE.test(name));

/** Queries that ask for what nothing exports. */
const faultsOf = (
  rows: readonly PanelRow[],
  rules: readonly PrometheusRule[],
  catalogue: Catalogue,
): readonly string[] => {
  const asked = [
    ...rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, lines }) =>
        lines.map(({ query }) => ({ where: `dashboard, panel "${title}"`, query })),
      ),
    ),
    ...rules.map(({ id, query }) => ({ where: `alert ${id}`, query })),
  ];
  return asked
    .filter(({ query }) => !isElsewhere(query))
    .flatMap(({ where, query }) =>
      queryFaults(query, catalogue).map((fault) => `${where}: ${fault}`),
    );
};

/** What is written to deployment/monitoring, by path, and what is wrong with it (OBS-13). */
export const monitoringFiles = (
  catalogue: Catalogue,
  declared: readonly AlertRule[],
): { readonly pages: Readonly<Record<string, string>>; readonly faults: readonly string[] } => {
  const rules = prometheusRules(declared);
  return {
    faults: faultsOf(PANEL_ROWS, rules, catalogue),
    pages: {
      [`${FOLDER}/prometheus.yml`]: yamlText(
        [
          WRITTEN,
          `Put the addresses of your nodes in the place of ${TARGET}, and OPS_TOKEN in the file ops-token beside this one.`,
        ],
        scrapeDocument,
      ),
      [`${FOLDER}/alerts.yml`]: yamlText([WRITTEN], ruleDocument(rules)),
      [`${FOLDER}/alertmanager.yml`]: yamlText(
        [WRITTEN, "Put your own receivers in the place of the two."],
        alertmanagerDocument(rules),
      ),
      [`${FOLDER}/grafana/dashboards/plinth.json`]: dashboardText(PANEL_ROWS),
      [`${FOLDER}/grafana/provisioning/datasources/prometheus.yml`]: yamlText(
        [WRITTEN],
        datasourceDocument,
      ),
      [`${FOLDER}/grafana/provisioning/dashboards/plinth.yml`]: yamlText(
        [WRITTEN],
        providerDocument,
      ),
    },
  };
};
