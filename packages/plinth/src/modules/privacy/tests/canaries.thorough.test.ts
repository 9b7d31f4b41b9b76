import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityModules, operationsModules } from "#app";
import type { AccountRow } from "#modules/accounts";
import { billing, defineTiers } from "#modules/billing";
import { defineModule, type TableClasses } from "#modules/contract";
import { costs } from "#modules/costs";
import { credits } from "#modules/credits";
import { quotas } from "#modules/quotas";
import { type Identity, startIdentity } from "../../../testing/identity.ts";
import type { PrivacyService } from "../index.ts";
import { type Clinic, clinic } from "./clinic.test-support.ts";

type Row = Record<string, string | number | null>;
type AnyTables = Record<string, Row>;
type Who = "ann" | "bob";

const tiers = defineModule({
  name: "tiers",
  requires: { billing },
  setup: ({ modules }) => {
    modules.billing.declare(
      defineTiers({ currency: "usd", tiers: [{ id: "free", title: "Free", summary: "All." }] }),
    );
    return {};
  },
});

/** Columns whose text is read as a list or an object: anything else would be no such row. */
const SHAPES: Readonly<Record<string, (canary: string) => string>> = {
  "api_keys.scopes": (canary) => JSON.stringify([canary]),
  "security_events.details": (canary) => JSON.stringify({ canary }),
  "console_panels.panels": (canary) => JSON.stringify([canary]),
  "kept_files.state": () => "ready",
  "kept_files.stored_name": (canary) => (canary.endsWith("ann") ? "a" : "b").repeat(32),
  "privacy_exports.stored_name": (canary) => (canary.endsWith("ann") ? "a" : "b").repeat(32),
};
/** Text that nobody typed and that says where something stands; it is exported in other words. */
const STATES = new Set([
  "jobs.state",
  "kept_files.state",
  "privacy_exports.state",
  // The entry of its ledger tells it.
  "credit_holds.reason",
]);

/** Accounts are made as such; what the audit trail keeps of people is sealed, with tests of its own. */
const APART = new Set(["accounts", "audit_log", "audit_intake", "audit_people"]);

/** Books and records of operators: rows stay, and nothing of them says whose they were. */
const WITHOUT_PERSON = new Set([
  "access_reviews",
  "address_entries",
  "alert_settings",
  "alert_silences",
  "alerts",
  "billing_changes",
  "billing_payments",
  "cost_entries",
  "error_groups",
  "incident_entries",
  "incidents",
  "limit_overrides",
  "privacy_breaches",
  "security_events",
]);

let identity: Identity;
const people = new Map<Who, AccountRow>();
/** Canaries that lie in a row: numbers, moments and ids hold none. */
const inserted = new Set<string>();
const accountOf = (who: Who): AccountRow => people.get(who) as AccountRow;
const canaryOf = (table: string, column: string, who: Who): string =>
  `canary-${table}-${column}-${who}`.replaceAll("_", "-");
const rowIdOf = (who: Who): string => `0190f3a2-7b6c-7d8e-9f00-00000000000${who === "ann" ? 1 : 2}`;

/** One row of a table for somebody, with a canary in every column that can hold one. */
const rowOf = (classes: TableClasses, types: ReadonlyMap<string, string>, who: Who): Row => {
  const { table } = classes;
  const subjects = identity.app.view
    .personalData()
    .filter((entry) => entry.table === table)
    .map(({ subject }) => subject);
  const values = Object.entries(classes.columns).map(
    ([column, kind]): [string, string | number] => {
      const type = (types.get(column) ?? "").toLowerCase();
      if (subjects.includes(column)) return [column, accountOf(who).id];
      if (column === "day") return [column, 20_000];
      // Far ahead: nothing is due, nothing has run out.
      if (!type.includes("text")) return [column, 4_000_000_000_000 + (who === "ann" ? 1 : 2)];
      if (column === "id" || column.endsWith("_id")) return [column, rowIdOf(who)];
      const canary = `${kind === "secret" ? "hidden-" : ""}${canaryOf(table, column, who)}`;
      inserted.add(canaryOf(table, column, who));
      return [column, SHAPES[`${table}.${column}`]?.(canary) ?? JSON.stringify(canary)];
    },
  );
  return Object.fromEntries(values);
};

const allClasses = (): readonly TableClasses[] => identity.app.view.data();
const ofPeople = (): readonly TableClasses[] => {
  const named = new Set(identity.app.view.personalData().map(({ table }) => table));
  return allClasses().filter(({ table }) => named.has(table) && !APART.has(table));
};
const dump = async (): Promise<ReadonlyMap<string, readonly Row[]>> => {
  const found = new Map<string, readonly Row[]>();
  for (const { table } of allClasses()) {
    const rows = await identity.app.store.read<AnyTables>().selectFrom(table).selectAll().execute();
    found.set(table, rows);
  }
  return found;
};
/** Columns of a person's rows that hold a text canary. */
const canariesOf = (kinds: readonly string[], who: Who): readonly string[] =>
  ofPeople().flatMap(({ table, columns }) =>
    Object.entries(columns)
      .filter(([column, kind]) => kinds.includes(kind) && !STATES.has(`${table}.${column}`))
      .map(([column]) => canaryOf(table, column, who)),
  );

beforeAll(async () => {
  identity = await startIdentity({
    modules: [
      ...identityModules,
      ...operationsModules,
      billing,
      tiers,
      costs,
      credits,
      quotas,
      clinic,
    ],
  });
  for (const who of ["ann", "bob"] as const) {
    const name = canaryOf("accounts", "name", who);
    people.set(who, await identity.addAccount({ name, email: `canary-${who}@example.org` }));
  }
  const tables = await identity.app.store.read<Record<string, never>>().introspection.getTables();
  const order = ["sessions", "privacy_breaches"];
  const classes = ofPeople().toSorted((a, b) => order.indexOf(b.table) - order.indexOf(a.table));
  for (const one of classes) {
    const shape = tables.find(({ name }) => name === one.table);
    const types = new Map(shape?.columns.map(({ name, dataType }) => [name, dataType]));
    for (const who of ["ann", "bob"] as const) {
      const row = rowOf(one, types, who);
      if (one.table === "visits") {
        const { sealed } = identity.app.modules.service("clinic") as Clinic;
        const finding = canaryOf("visits", "finding", who);
        row["finding"] = await sealed(rowIdOf(who), accountOf(who).id, finding);
      }
      await identity.app.store
        .write<AnyTables>()
        .insertInto(one.table)
        .values(row as never)
        .execute();
    }
  }
});
afterAll(() => identity.app.stop());

describe("canaries in every column of every table", () => {
  it("P-063: an export has all of one's own, no secret, and nothing of anybody else", async () => {
    let text = "";
    for (const entry of identity.app.view.personalData()) {
      text += JSON.stringify(await entry.export(accountOf("ann").id));
    }
    const missing = canariesOf(["personal", "sensitive"], "ann").filter(
      (canary) => inserted.has(canary) && !text.includes(canary),
    );
    expect(missing).toEqual([]);
    expect(text).not.toContain("hidden-");
    expect(text).not.toMatch(/canary-[a-z-]*-bob/);
    expect(text).not.toContain(accountOf("bob").id);
  });

  it("P-049, PRIV-06: no file of the data directory holds a sensitive value", () => {
    const files = readdirSync(identity.app.dataDirectory, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect([file.name, bytes.includes(canaryOf("visits", "finding", "ann"))]).toEqual([
        file.name,
        false,
      ]);
    }
  });

  it("P-064: after an erasure no canary is left, and others have all of theirs", async () => {
    const { id, email } = accountOf("ann");
    const before = await dump();
    const privacy = identity.app.modules.service("privacy") as PrivacyService;
    const state = await privacy.eraseOwn(id, email);
    const faults = identity.lines.filter((line) => line.includes("a part of an erasure failed"));
    expect([state, faults]).toEqual(["done", []]);
    await identity.settle();
    const after = await dump();
    const named = [...after].filter(
      ([table, rows]) => table !== "privacy_erasures" && JSON.stringify(rows).includes(id),
    );
    expect(named.map(([table]) => table)).toEqual([]);
    const left = [...after].flatMap(([table, rows]) =>
      [...new Set(JSON.stringify(rows).match(/canary-[a-z-]*-ann/g))].map(
        (canary) => [table, canary] as const,
      ),
    );
    const unexpected = left.filter(([table]) => !WITHOUT_PERSON.has(table));
    expect(unexpected).toEqual([]);
    // What could still tell who it was is gone there too.
    const texts = left.map(([, canary]) => canary).join(" ");
    expect(texts).not.toMatch(/address-ann|agent-ann|details-ann|email|name-ann(?! )/);
    const ofBob = (tables: typeof after): string =>
      JSON.stringify(
        [...tables].map(([table, rows]) => [
          table,
          rows.filter((row) => JSON.stringify(row).includes("-bob")),
        ]),
      );
    expect(ofBob(after)).toBe(ofBob(before));
    expect(existsSync(join(identity.app.dataDirectory, "erasures.jsonl"))).toBe(true);
  });
});
