import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { numericFields, policyCoverage, policyRow, policyTableText } from "#app";
import type { Command, Terminal } from "../command.ts";
import { withComposition } from "../with-composition.ts";

type Policies = Parameters<typeof policyTableText>[0];

const COMMITTED = "docs/reference/routes.txt";

/** Lines that only one side has, marked like a diff. */
const difference = (before: string, after: string): readonly string[] => {
  const old = before.split("\n");
  const now = after.split("\n");
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
};

const check = (policies: Policies, file: string, terminal: Terminal): number => {
  const committed = existsSync(file) ? readFileSync(file, "utf8") : "";
  const live = policyTableText(policies);
  if (committed === live) {
    terminal.tell(`${policies.length} routes are as committed in ${file}`);
    return 0;
  }
  for (const line of difference(committed, live)) terminal.print(line);
  terminal.tell(`the routes differ from ${file}; look at each line, then: plinth routes --write`);
  return 1;
};

const coverage = (policies: Policies, terminal: Terminal): number => {
  const columns = policyCoverage(policies);
  for (const { column, covered, total, missing } of columns) {
    terminal.print(`${column}: ${covered}/${total}`);
    for (const route of missing) terminal.print(`  without: ${route}`);
  }
  return columns.every(({ missing }) => missing.length === 0) ? 0 : 1;
};

/** Prints, checks or writes the policy table (POL-01, POL-04, POL-06, POL-11). */
export const routes: Command = {
  usage: "plinth routes [--check | --write] [--public] [--limits] [--coverage] [--json] [--file F]",
  flags: {
    app: { type: "string", help: "the application's file" },
    check: { type: "boolean", help: "exit 1 when the table differs from the committed file" },
    write: { type: "boolean", help: "write the committed file" },
    public: { type: "boolean", help: "only public routes, with their reasons" },
    limits: { type: "boolean", help: "only routes and limits" },
    coverage: { type: "boolean", help: "count what routes state; exit 1 below all" },
    json: { type: "boolean", help: "print JSON" },
    file: { type: "string", help: `the committed file (${COMMITTED})` },
  },
  run: (given, terminal) =>
    withComposition(given.text("app"), terminal, ({ policies }) => {
      const file = resolve(terminal.directory, given.text("file") ?? join(COMMITTED));
      if (given.isSet("check")) return check(policies, file, terminal);
      if (given.isSet("coverage")) return coverage(policies, terminal);
      if (given.isSet("write")) {
        writeFileSync(file, policyTableText(policies));
        terminal.tell(`wrote ${policies.length} routes to ${file}`);
        return 0;
      }
      const shown = given.isSet("public")
        ? policies.filter((policy) => policy.access.kind === "public")
        : policies;
      if (given.isSet("json")) {
        const rows = shown.map((policy) => ({
          ...policyRow(policy),
          numbers: numericFields([policy]),
        }));
        terminal.print(JSON.stringify(rows, null, 2));
      } else if (given.isSet("limits")) {
        for (const row of shown.map(policyRow)) terminal.print(`${row.route}  ${row.limits}`);
      } else terminal.print(policyTableText(shown));
      return 0;
    }),
};
