import { expect } from "vitest";
import { createIdGenerator, createManualClock, type ManualClock, Secret, systemTimer } from "#core";
import { createKeyring, createSecureRandom, type Keyring } from "#crypto";
import { createMigrator, type Store, sql } from "#store";
import { GENESIS, hashOf } from "../chain/canonical.ts";
import type { LogRow } from "../contract.ts";
import { auditLogMigrations } from "../storage/migrations.ts";
import { type AuditTrail, createAuditTrail, type NewEntry } from "../trail.ts";

/** A trail on a store, and a hand on what it stands on. */
export interface Bench {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly trail: AuditTrail;
  /** Records so many entries, one after the other, and puts them into the chain. */
  readonly fill: (entries: number, other?: Partial<NewEntry>) => Promise<void>;
  readonly rows: () => Promise<readonly LogRow[]>;
  /** Runs a statement as somebody who has taken the guards away. */
  readonly tamper: (...statements: readonly string[]) => Promise<void>;
  /** A further trail on the same store, as another node has one. */
  readonly another: (on?: Store) => AuditTrail;
  readonly close: () => Promise<void>;
}

/** The same secret everywhere: nodes of one deployment share it. */
export const testKeyring = (secret = "a-secret-of-tests-and-nothing-else"): Keyring =>
  createKeyring(new Secret(secret));

const guards = (store: Store): readonly string[] =>
  store.engine === "embedded"
    ? [
        "drop trigger if exists audit_log_stays",
        "drop trigger if exists audit_log_is_kept",
        "drop trigger if exists audit_checkpoints_stay",
        "drop trigger if exists audit_checkpoints_are_kept",
        "drop trigger if exists audit_head_is_kept",
        "drop trigger if exists audit_head_goes_forward",
      ]
    : ["audit_log", "audit_checkpoints", "audit_head"].map(
        (table) => `alter table ${table} disable trigger all`,
      );

/** Prepares a store with the tables, and a trail on it. */
export const openBench = async (
  store: Store,
  clock: ManualClock,
  dataDirectory: string,
  keyring = testKeyring(),
): Promise<Bench> => {
  await createMigrator(store, [...auditLogMigrations]).up();
  const random = createSecureRandom();
  const newId = createIdGenerator(clock, random);
  const opened: AuditTrail[] = [];
  const another = (on = store): AuditTrail => {
    const trail = createAuditTrail({
      store: on,
      keyring,
      random,
      clock,
      startTimer: systemTimer,
      dataDirectory,
      onSealed: () => undefined,
      onFault: (error) => {
        throw error;
      },
    });
    opened.push(trail);
    return trail;
  };
  const trail = another();
  await trail.begin();
  const run = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(store.write());
  };
  return {
    store,
    clock,
    trail,
    another,
    fill: async (entries, other = {}) => {
      for (let made = 0; made < entries; made += 1) {
        clock.advance(1_000);
        await trail.record(entryOf(newId(), clock.now(), other));
      }
      await trail.settle();
    },
    rows: () => trail.after(0, 100_000),
    tamper: async (...statements) => run([...guards(store), ...statements]),
    close: async () => {
      for (const one of opened) await one.close();
    },
  };
};

/** An entry with something in every place. */
export const entryOf = (id: string, at: number, other: Partial<NewEntry> = {}): NewEntry => ({
  id,
  at,
  action: "plan.created",
  outcome: "success",
  actor: { kind: "account", id: "0190a000-0000-7000-8000-00000000000a" },
  via: "cookie",
  target: { kind: "thing", id: "plan-1" },
  route: "POST /api/v1/plans",
  status: 201,
  requestId: "0190a000-0000-7000-8000-000000000001",
  traceId: undefined,
  address: "203.0.113.9",
  agent: "Browser",
  details: { days: 7 },
  ...other,
});

/** What is done to a chain, and what has to be said of it. */
export interface Tampering {
  readonly name: string;
  readonly statements: (rows: readonly LogRow[], at: number) => readonly string[];
  /** The entry that is named, of those at `at` in the list. */
  readonly names: (at: number, length: number) => number;
}

/** Everything that can be done to entries with SQL. */
export const TAMPERINGS: readonly Tampering[] = [
  {
    name: "an edited entry",
    statements: (rows, at) => [
      `update audit_log set outcome = 'refused' where seq = ${rows[at]?.seq}`,
    ],
    names: (at) => at + 1,
  },
  {
    name: "an edited entry with its hash made anew",
    statements: (rows, at) => {
      const row = rows[at];
      if (row === undefined) return [];
      const { hash: _, ...fields } = row;
      const hash = hashOf(rows[at - 1]?.hash ?? GENESIS, { ...fields, outcome: "refused" });
      return [`update audit_log set outcome = 'refused', hash = '${hash}' where seq = ${row.seq}`];
    },
    // The next one does not follow it.
    names: (at, length) => Math.min(at + 2, length),
  },
  {
    name: "a deleted entry",
    statements: (rows, at) => [`delete from audit_log where seq = ${rows[at]?.seq}`],
    names: (at) => at + 1,
  },
  {
    name: "two entries in each other's place",
    statements: (rows, at) => {
      const [one, other] = [rows[at]?.seq, rows[(at + 1) % rows.length]?.seq];
      return [
        `update audit_log set seq = -1 where seq = ${one}`,
        `update audit_log set seq = ${one} where seq = ${other}`,
        `update audit_log set seq = ${other} where seq = -1`,
      ];
    },
    names: (at, length) => (at + 1 === length ? 1 : at + 1),
  },
  {
    name: "a tail that is cut off",
    statements: (rows, at) => [`delete from audit_log where seq >= ${rows[at]?.seq}`],
    names: (at) => at + 1,
  },
  {
    name: "an entry put in with a hash of its own",
    statements: (rows, at) => [
      `update audit_log set seq = -seq - 1 where seq > ${rows[at]?.seq}`,
      "update audit_log set seq = -seq where seq < 0",
      `insert into audit_log (seq, id, at, noted_at, action, outcome, hash) values (${Number(rows[at]?.seq) + 1}, 'new', 1, 1, 'a', 'success', 'made-up')`,
    ],
    names: (at) => at + 2,
  },
  {
    name: "an entry put in behind the end",
    statements: (rows) => [
      `insert into audit_log (seq, id, at, noted_at, action, outcome, hash) values (${rows.length + 1}, 'new', 1, 1, 'a', 'success', 'made-up')`,
    ],
    names: (_, length) => length + 1,
  },
];

/** Records, tampers, and wants the entry named. */
export const expectNamed = async (
  bench: Bench,
  tampering: Tampering,
  entries: number,
  at: number,
): Promise<void> => {
  await bench.fill(entries);
  expect((await bench.trail.verify()).faults).toEqual([]);
  const rows = await bench.rows();
  await bench.tamper(...tampering.statements(rows, at));
  const report = await bench.trail.verify();
  expect(report.isWhole).toBe(false);
  const wanted = tampering.names(at, entries);
  expect(report.faults.map(({ seq }) => seq)).toContain(wanted);
  expect(report.faults[0]?.message).toContain(String(wanted));
};

/** A clock that begins where identifiers sort as time goes. */
export const benchClock = (): ManualClock => createManualClock(Date.UTC(2026, 0, 1));
