import type { Config } from "#config";
import { BootError, Secret, systemClock } from "#core";
import { createSecureRandom } from "#crypto";
import {
  askServer,
  connectServer,
  createMigrator,
  type DatabaseServer,
  type Migration,
  openStore,
  parseDatabaseServers,
  type ServerConnection,
} from "#store";
import { postgresqlEngine } from "../store-engine.ts";
import { moveBetween } from "./data-move.ts";

/** Longest wait for one statement beside the rows, in milliseconds. */
const STATEMENT_MS = 60_000;
/** Names of copies end so, and with digits of their own. */
const MARK = "_rehearsal_";
/** PostgreSQL cuts names at 63 bytes. */
const LONGEST_NAME = 40;

/** A copy of a database of a server, beside it. */
export interface DatabaseCopy {
  readonly url: Secret;
  /** Takes the copy away, whoever is connected to it. */
  readonly remove: () => Promise<void>;
}

/** The address with another database in it; several hosts stay as they are. */
const withDatabase = (url: Secret, name: string): Secret =>
  new Secret(
    url
      .reveal()
      .replace(/^([a-z]+:\/\/[^/?]*)(?:\/[^?]*)?/i, (_, server: string) => `${server}/${name}`),
  );

/** @throws {BootError} where none of them can be written. */
const connectPrimary = async (
  servers: readonly DatabaseServer[],
): Promise<{ readonly server: DatabaseServer; readonly connection: ServerConnection }> => {
  for (const server of servers) {
    const connection = await connectServer(server, STATEMENT_MS).catch(() => undefined);
    if (connection === undefined) continue;
    const look = await askServer(connection).catch(() => undefined);
    if (look?.isStandby === false) return { server, connection };
    await connection.end();
  }
  throw new BootError(["no server of DATABASE_URL can be written, so nothing can be rehearsed"]);
};

interface Ground {
  readonly name: string;
  readonly role: string;
  readonly may: boolean;
  readonly encoding: string;
  readonly sorting: string;
  readonly kinds: string;
}

/** What the copy has to be like, and whether this role may make it. */
const readGround = async (connection: ServerConnection): Promise<Ground> => {
  const [row] = await connection.query(
    `select current_database() as name, current_user as role, (rolcreatedb or rolsuper)::text as may,
       pg_encoding_to_char(encoding) as encoding, datcollate as sorting, datctype as kinds
     from pg_database, pg_roles where datname = current_database() and rolname = current_user`,
  );
  const { may, ...text } = row as unknown as Omit<Ground, "may"> & { readonly may: string };
  return { ...text, may: may === "true" };
};

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const drop = async (connection: ServerConnection, name: string): Promise<void> => {
  await connection.query(`drop database if exists ${quoteName(name)} with (force)`);
};

/** Copies that a process left which was killed: nobody is connected to them. */
const dropForgotten = async (connection: ServerConnection, prefix: string): Promise<void> => {
  const rows = await connection.query(
    `select datname as name from pg_database
     where starts_with(datname, $1) and pg_has_role(datdba, 'MEMBER')
       and not exists (select from pg_stat_activity where pg_stat_activity.datname = pg_database.datname)`,
    [prefix],
  );
  for (const { name } of rows) await drop(connection, String(name));
};

/** What has been done to the database, and what this release would do. */
const readMigrations = async (
  { database }: Pick<Config, "database">,
  url: Secret,
  migrations: readonly Migration[],
) => {
  const engine = { ...postgresqlEngine(database, url), poolSize: 1, maxOverflow: 0 };
  const store = await openStore({ engine, clock: systemClock });
  try {
    return await createMigrator(store, migrations).status();
  } finally {
    await store.close();
  }
};

/** Makes an empty database like the one of the connection, under a name that nobody has. */
const makeLike = async (
  connection: ServerConnection,
  { name, encoding, sorting, kinds }: Ground,
): Promise<string> => {
  const prefix = `${name.slice(0, LONGEST_NAME)}${MARK}`;
  await dropForgotten(connection, prefix);
  const copy = `${prefix}${Buffer.from(createSecureRandom().bytes(4)).toString("hex")}`;
  await connection.query(
    `create database ${quoteName(copy)} template template0 encoding ${quoteText(encoding)}
       lc_collate ${quoteText(sorting)} lc_ctype ${quoteText(kinds)}`,
  );
  return copy;
};

const copyRows = async (from: Secret, to: Secret, migrations: readonly Migration[]) => {
  const { isEqual } = await moveBetween({
    from: { kind: "postgresql", url: from },
    to: { kind: "postgresql", url: to },
    migrations,
    isInUse: true,
  });
  if (!isEqual) throw new BootError(["counts or checksums of the copied database differ"]);
};

/**
 * Copies a PostgreSQL database that is in use, as of one instant, into a database of its own on the
 * same server, so that pending migrations can be tried there; undefined where none are. Nothing but
 * reading is done to the first. The copy belongs to the role that migrates.
 * @throws {BootError} where that role may not make a database, with what to grant.
 */
export const copyForMigrations = async (
  config: Pick<Config, "database">,
  migrations: readonly Migration[],
): Promise<DatabaseCopy | undefined> => {
  const url = config.database.migrationUrl ?? config.database.url;
  if (url === undefined) return undefined;
  const { applied, pending } = await readMigrations(config, url, migrations);
  if (pending.length === 0) return undefined;
  const { server, connection } = await connectPrimary(parseDatabaseServers(url));
  let guard: ServerConnection | undefined;
  let made: string | undefined;
  const remove = async (): Promise<void> => {
    await guard?.end().catch(() => undefined);
    if (made !== undefined) await drop(connection, made);
    await connection.end();
  };
  try {
    const ground = await readGround(connection);
    if (!ground.may) {
      throw new BootError([
        `${pending.join(", ")} would be tried on a copy of the database, which the role ${ground.role} may not make; let a superuser say: alter role ${quoteName(ground.role)} createdb`,
      ]);
    }
    made = await makeLike(connection, ground);
    // While somebody is connected to it nobody takes it for forgotten.
    guard = await connectServer({ config: { ...server.config, database: made } }, STATEMENT_MS);
    const copy = withDatabase(url, encodeURIComponent(made));
    if (applied.length > 0) await copyRows(url, copy, migrations);
    return { url: copy, remove };
  } catch (fault) {
    await remove().catch(() => undefined);
    throw fault;
  }
};
