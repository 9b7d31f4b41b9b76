import { crc32 } from "node:zlib";
import type { Store } from "../contract.ts";
import { dialects } from "../queries/dialects.ts";
import { createQueryLayer } from "../queries/query-layer.ts";
import type { Migration } from "./define.ts";
import { createMigrationDialect, type MigrationTables } from "./dialect.ts";
import { expansionProblems, markExpansion, onlyAdds } from "./expansion.ts";

const MAX_STATEMENTS = 10_000;

/** The SQL that `up` sends when every read is empty. */
const statementsOf = async (
  engine: Store["engine"],
  migration: Migration,
): Promise<readonly string[]> => {
  const statements: string[] = [];
  const db = createQueryLayer(dialects[engine]).transaction<MigrationTables>(async (sql) => {
    if (statements.length >= MAX_STATEMENTS) {
      throw new RangeError("too many statements");
    }
    statements.push(sql);
    return { rows: [], affected: 0, durationMs: 0 };
  });
  try {
    await migration.up(db, createMigrationDialect(engine, db));
  } catch {
    // A migration may insist on a row that an empty database does not have; what it sent until
    // then is its fingerprint.
    statements.push("");
  }
  return statements;
};

/**
 * A fingerprint of what a migration does: of the SQL its `up` sends when every read is empty. The
 * source text would not do, it differs between sources and build. Not a defence, only a guard
 * against editing a migration that was applied; hence a CRC. Whether it only expands is part of it.
 */
export const migrationChecksum = async (
  engine: Store["engine"],
  migration: Migration,
): Promise<string> => {
  const statements = await statementsOf(engine, migration);
  return markExpansion(migration, crc32(statements.join(";\n")).toString(16).padStart(8, "0"));
};

/** Fingerprints of migrations. */
export type Checksums = (migration: Migration) => Promise<string>;

/** Works each out once: a database that is moved is compared with all of them at every step. */
export const createChecksums = (engine: Store["engine"]): Checksums => {
  const known = new Map<Migration, Promise<string>>();
  return (migration) => {
    const made = known.get(migration) ?? migrationChecksum(engine, migration);
    known.set(migration, made);
    return made;
  };
};

/** Why a migration does not keep its word that it only expands, in sentences. */
export const brokenExpansion = async (
  engine: Store["engine"],
  migration: Migration,
): Promise<readonly string[]> =>
  migration.compatible === undefined
    ? []
    : expansionProblems(migration, (await statementsOf(engine, migration)).filter(Boolean));

/**
 * Those that only add and do not say so, in sentences: next to them the release before would refuse to
 * start although it could run on (DEP-04).
 */
export const unsaidExpansions = async (
  engine: Store["engine"],
  migrations: readonly Migration[],
): Promise<readonly string[]> => {
  const silent = migrations.filter(({ compatible }) => compatible === undefined);
  const said = silent.map(async (migration) =>
    onlyAdds(await statementsOf(engine, migration))
      ? [`Migration ${migration.id} only adds; say compatible: "expand" in it.`]
      : [],
  );
  return (await Promise.all(said)).flat();
};
