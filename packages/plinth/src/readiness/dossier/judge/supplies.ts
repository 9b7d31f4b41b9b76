import type { ReadinessReport } from "../document.ts";
import { isAllowedLicence } from "../evidence/components.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { freshnessOf } from "../freshness.ts";

/** Under which terms the packages are that are shipped; those of tools are counted, not judged. */
export const dependenciesOf = ({ components }: Evidence): ReadinessReport["dependencies"] => {
  if (components === undefined) {
    return { state: "unknown", total: 0, shipped: 0, licences: {}, refused: [] };
  }
  const shipped = components.filter(({ isDev }) => !isDev);
  const refused = shipped
    .filter(({ licence }) => !isAllowedLicence(licence))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  const counts = Map.groupBy(shipped, ({ licence }) => licence);
  return {
    state: refused.length === 0 ? "allowed" : "refused",
    total: components.length,
    shipped: shipped.length,
    licences: Object.fromEntries(
      [...counts].map(([licence, of]) => [licence, of.length] as const).toSorted(),
    ),
    refused: [...new Set(refused)],
  };
};

/**
 * Known vulnerabilities. Whatever keeps them from being known is a verdict of its own, and never
 * "none": no file, a source that refused, a file that is too old (TST-10).
 */
export const advisoriesOf = (evidence: Evidence, now: number): ReadinessReport["advisories"] => {
  const [given] = evidence.advisories;
  const unknown = (detail: string) => ({ state: "unknown" as const, detail, found: [] });
  if (given === undefined) return unknown("no --advisories: what npm audit --json printed");
  const { source, value } = given;
  if (typeof value === "string") {
    return unknown(`the source of advisories gave none: ${value === "" ? "no reason" : value}`);
  }
  const { isStale, goodUntil } = freshnessOf("advisories", source.at, now);
  const found = Object.values(value.vulnerabilities).map(({ name, severity, range }) => ({
    name,
    severity,
    range,
  }));
  if (found.length > 0) {
    return { state: "found", detail: `${found.length} packages with known advisories`, found };
  }
  return isStale
    ? unknown(`${source.name} was good until ${goodUntil}`)
    : { state: "none", detail: `none known at ${source.at}`, found };
};

/** Where evidence, tool and deployment are not of one version (EVID-15). */
export const skewOf = (
  evidence: Evidence,
  version: string,
  commit: { readonly id: string; readonly at: string } | undefined,
): readonly string[] => {
  const madeBy = [...evidence.audits, ...evidence.drills, ...evidence.loads]
    .filter(({ value }) => value.tool.version !== version)
    .map(
      ({ source, value }) =>
        `${source.name} was made by plinth ${value.tool.version}, this is ${version}`,
    );
  const deployed = evidence.deployed
    .filter(({ value }) => value.version !== version)
    .map(({ value }) => `version ${value.version} is deployed, this is ${version}`);
  const older =
    commit === undefined
      ? []
      : evidence.sources
          .filter(
            ({ kind, at }) =>
              !["lock", "people", "profile", "previous"].includes(kind) && at < commit.at,
          )
          .map(({ name, at }) => `${name} (${at}) is older than the commit (${commit.at})`);
  return [...deployed, ...madeBy, ...older];
};

/**
 * Findings that are fixed, and not where the application runs: what is deployed is another version,
 * or nobody asked it. One that was listed stays until the deployment says this version (EVID-15).
 */
export const undeployedOf = (
  { deployed, previous }: Evidence,
  { findings }: ReadinessReport["ledger"],
  version: string,
): readonly string[] => {
  const running = deployed.map(({ value }) => value.version);
  if (running.length > 0 && running.every((one) => one === version)) return [];
  const fixed = findings.filter(({ state }) => state === "fixed").map(({ id }) => id);
  const before = previous.flatMap(({ value }) => value.undeployed);
  const isOpen = new Set(findings.filter(({ state }) => state === "open").map(({ id }) => id));
  return [...new Set([...before, ...fixed])].filter((id) => !isOpen.has(id)).toSorted();
};
