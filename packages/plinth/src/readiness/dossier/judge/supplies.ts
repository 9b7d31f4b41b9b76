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
          .filter(({ kind, at }) => !["lock", "previous"].includes(kind) && at < commit.at)
          .map(({ name, at }) => `${name} (${at}) is older than the commit (${commit.at})`);
  return [...deployed, ...madeBy, ...older];
};

/** What an auditor's method is made of, and whether it was done (EVID-16). */
export const methodsOf = (evidence: Evidence): ReadinessReport["methods"] => {
  const names = (list: readonly { readonly source: { readonly name: string } }[]) =>
    list.map(({ source }) => source.name);
  const touched = evidence.audits.filter(({ value }) => value.depth !== "look");
  const lines = [...evidence.audits, ...evidence.drills].flatMap(({ value }) => value.lines);
  const ran = (pattern: RegExp): readonly string[] =>
    lines
      .filter(({ id, verdict }) => pattern.test(id) && ["pass", "fail", "warn"].includes(verdict))
      .map(({ id }) => id);
  const reachable = evidence.advisories.filter(({ value }) => typeof value !== "string");
  const methods: readonly (readonly [string, readonly string[]])[] = [
    ["static code rules", []],
    ["dependency scan", names(reachable)],
    ["dynamic scan", names(evidence.audits)],
    ["attack transcripts", names(touched)],
    ["configuration verdicts", []],
    ["profile", []],
    ["query report", []],
    ["cache report", ran(/^cache/)],
    ["load report", names(evidence.loads)],
    ["unreached throw sites", []],
    ["alert drills", ran(/alert/)],
    ["container review", []],
  ];
  return methods.map(([name, by]) => ({
    name,
    state: by.length > 0 ? ("present" as const) : ("not-run" as const),
    by,
  }));
};
