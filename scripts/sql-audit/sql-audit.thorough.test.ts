// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code of the product as it stands there
import { describe, expect, it } from "vitest";
import { auditSql } from "./audit.ts";

/**
 * Read by hand. EXPLAIN and PREPARE take no parameter for the statement itself; what is put in is a
 * statement of this store as it was sent, found by its digest, and a list of the word "null". Nor is
 * there one for the name of a table: those of backups come from the database itself, and are quoted.
 * Nor for a snapshot: its name is what the server gave a moment before. Triggers are made of constants.
 * Weeks are whole numbers, the same in select and group by. The text of an insert was compiled before,
 * from names of columns; its values are parameters. A database and its locale have no parameters in
 * "create database": both are quoted. Nor has a setting: those of a failover are constants, and an epoch
 * that is a whole number. What reads like a condition is PromQL in the objective's rules, and sentences
 * that say "and".
 */
const READ_BY_HAND: readonly string[] = [
  "packages/plinth/src/config/load-config.ts: `${one} and ${other} must be different`",
  "packages/plinth/src/modules/engagement/repository.ts: sql.lit(day)",
  "packages/plinth/src/modules/engagement/repository.ts: sql.lit(firstDay * DAY_MS)",
  "packages/plinth/src/modules/engagement/repository.ts: sql.lit(firstDay)",
  'packages/plinth/src/modules/slo/rules.ts: ` and max(slo_bad_amount{objective="${objective.id}",window="${long}"}) >= ${LEAST_FAULTS}`',
  "packages/plinth/src/ops/backup/check/check-worker.ts: database.prepare(`SELECT 1 FROM ${nameOf(sentinel.table)} WHERE id = ?`)",
  "packages/plinth/src/ops/backup/check/check-worker.ts: database.prepare(`SELECT count(*) AS n FROM ${nameOf(table)}`)",
  "packages/plinth/src/ops/backup/postgresql/mark.ts: sql.lit(snapshot)",
  "packages/plinth/src/services/audit-log/storage/insertion.ts: CompiledQuery.raw(textOf(db, rows.length), values)",
  'packages/plinth/src/services/audit-log/storage/migrations.ts: sql.lit(`begin ${triggers.join(" ")} end`)',
  'packages/plinth/src/store/embedded/log/keeper.ts: `SELECT count(*) AS n FROM "${name.replaceAll(\'"\', \'""\')}"`',
  "packages/plinth/src/store/statements/explain.ts: sql.raw(text)",
  "packages/plinth/src/store/statements/explain.ts: sql.raw(text)",
  "packages/plinth/src/store/statements/explain.ts: sql.raw( values, )",
  "apps/cibozer/server/insights/repository.ts: sql.lit(lengthMs)",
  "packages/plinth/src/app/platform/data/database-copy.ts: connection.query( `create database ${quoteName(copy)} template template0 encoding ${quoteText(encoding)} lc_c",
  "packages/plinth/src/app/platform/data/database-copy.ts: connection.query(`drop database if exists ${quoteName(name)} with (force)`)",
  "packages/plinth/src/ops/failover/postgresql/cluster.ts: connection.query( `do $$ begin perform pg_advisory_xact_lock(hashtext('plinth failover')); execute for",
  "packages/plinth/src/ops/failover/postgresql/cluster.ts: connection.query(`alter system set ${change}`)",
  "packages/console/src/operations/readiness/readiness-words.ts: ` and ${moreToClose} more`",
  "packages/console/src/operations/readiness/readiness-words.ts: ` and ${names.length - most} more`",
  "packages/plinth/src/readiness/dossier/judge/counts.ts: ` and ${against.length - 3} more`",
  "packages/plinth/src/readiness/dossier/views/html.ts: ` and ${cell.more} more`",
  "packages/plinth/src/readiness/dossier/views/words.ts: ` and ${cell.more} more`",
];

describe("VAL-12: SQL that is put together from strings", () => {
  it("is nowhere in the product", () => {
    const { files, safe, fixed, built } = auditSql();
    const found = built.map(({ file, text }) => `${file}: ${text.replace(/\s+/g, " ")}`);
    expect(found.toSorted()).toEqual(READ_BY_HAND.toSorted());
    expect(files).toBeGreaterThan(400);
    // That many were seen: a look that finds none of either has gone blind.
    expect(safe).toBeGreaterThan(150);
    expect(fixed).toBeGreaterThan(5);
  });
});
