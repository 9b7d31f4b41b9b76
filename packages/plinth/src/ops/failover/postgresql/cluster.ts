import {
  askServer,
  connectServer,
  type DatabaseServer,
  type ServerConnection,
  type ServerLook,
} from "#store";

/** A standby as its primary sees it. */
export interface AttachedStandby {
  readonly name: string;
  /** "streaming" where it follows. */
  readonly state: string;
  readonly isSynchronous: boolean;
  readonly lagMs: number;
  readonly lagBytes: number;
}

/** One server as it was found. */
export interface ServerState {
  readonly name: string;
  /** Undefined where it did not answer. */
  readonly look: ServerLook | undefined;
  readonly fault: string | undefined;
  /** A standby: the end of what it received, as a number that grows; else 0. */
  readonly received: number;
  /** A primary: who follows it. */
  readonly standbys: readonly AttachedStandby[];
  /** What the role lacks without which it cannot promote it, as statements that grant it. */
  readonly needed: readonly string[];
  /** What else it lacks, which somebody with more rights has to do then. */
  readonly grants: readonly string[];
}

/** Longest that a promotion may take on the server, in seconds. */
const PROMOTE_SECONDS = 15;

const RECEIVED = `select coalesce(pg_wal_lsn_diff(
  greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0'), 0)::float8 as received`;
const STANDBYS = `select coalesce(nullif(application_name, ''), 'standby') as name,
  coalesce(state, '') as state, coalesce(sync_state, '') in ('sync', 'quorum') as sync,
  coalesce(extract(epoch from replay_lag) * 1000, 0)::float8 as lag_ms,
  coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::float8 as lag_bytes
  from pg_stat_replication`;
const SYNCHRONOUS = "synchronous_standby_names";
const EPOCH = "plinth.epoch";
const READ_ONLY = "default_transaction_read_only";
/** Only since then may somebody be allowed to alter one setting of the system. */
const PARAMETER_RIGHTS = 150_000;

const isTrue = (value: unknown): boolean => value === true || value === 1;

/** What went wrong in words; the driver's are in the cause. */
export const wordsOf = (fault: unknown): string => {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
  return cause instanceof Error ? cause.message : String(cause);
};

/** Works on a connection of its own to one server. */
export const withServer = async <T>(
  server: DatabaseServer,
  timeoutMs: number,
  work: (connection: ServerConnection) => Promise<T>,
): Promise<T> => {
  const connection = await connectServer(server, timeoutMs);
  try {
    return await work(connection);
  } finally {
    void connection.end();
  }
};

/** Who follows a primary. */
export const readStandbys = async (
  connection: ServerConnection,
): Promise<readonly AttachedStandby[]> =>
  (await connection.query(STANDBYS)).map((row) => ({
    name: String(row["name"]),
    state: String(row["state"]),
    isSynchronous: isTrue(row["sync"]),
    lagMs: Number(row["lag_ms"]),
    lagBytes: Number(row["lag_bytes"]),
  }));

const NOT_THERE = {
  ...{ look: undefined, received: 0, standbys: [], needed: [], grants: [] },
} as const;

/** Whether the role may set a setting, or change it for the whole server. */
const maySet = async (
  connection: ServerConnection,
  setting: string,
  how: "SET" | "ALTER SYSTEM",
): Promise<boolean> => {
  const [server] = await connection.query(
    `select current_setting('server_version_num')::float8 as version,
      (select rolsuper from pg_roles where rolname = current_user) as super`,
  );
  if (isTrue(server?.["super"])) return true;
  if (Number(server?.["version"]) < PARAMETER_RIGHTS) return how === "SET";
  const [row] = await connection.query(
    `select has_parameter_privilege($1, $2)
      and ($2 = 'SET' or has_function_privilege('pg_reload_conf()', 'execute')) as may`,
    [setting, how],
  );
  return isTrue(row?.["may"]);
};

const mayAlter = (connection: ServerConnection, setting: string): Promise<boolean> =>
  maySet(connection, setting, "ALTER SYSTEM");

/** What the role needs for a promotion and lacks. */
const readNeeded = async (connection: ServerConnection): Promise<readonly string[]> => {
  const [row] = await connection.query(
    `select quote_ident(current_user) as role,
      has_function_privilege('pg_promote(boolean, integer)', 'execute') as promotes`,
  );
  const role = String(row?.["role"]);
  return [
    ...(isTrue(row?.["promotes"]) ? [] : [`grant execute on function pg_promote to ${role}`]),
    ...((await maySet(connection, EPOCH, "SET"))
      ? []
      : [`grant set on parameter ${EPOCH} to ${role}`]),
  ];
};

const alterSystem = async (connection: ServerConnection, change: string): Promise<void> => {
  // plinth-audit-allow sql-from-parts: both changes are constants of this file
  await connection.query(`alter system set ${change}`);
  await connection.query("select pg_reload_conf()");
};

/** What is to be allowed before a failover does everything by itself. */
const readGrants = async (connection: ServerConnection): Promise<readonly string[]> => {
  const [row] = await connection.query(
    `select quote_ident(current_user) as role, pg_has_role('pg_read_all_stats', 'USAGE') as sees`,
  );
  const role = String(row?.["role"]);
  const lacking: string[] = [];
  for (const setting of [SYNCHRONOUS, READ_ONLY]) {
    if (!(await mayAlter(connection, setting))) lacking.push(setting);
  }
  return [
    ...(isTrue(row?.["sees"]) ? [] : [`grant pg_read_all_stats to ${role}`]),
    ...lacking.map((setting) => `grant alter system on parameter ${setting} to ${role}`),
    ...(lacking.length > 0 ? [`grant execute on function pg_reload_conf to ${role}`] : []),
  ];
};

/** Looks at all servers at once; one that does not answer is told, not thrown. */
export const surveyServers = (
  servers: readonly DatabaseServer[],
  timeoutMs: number,
): Promise<readonly ServerState[]> =>
  Promise.all(
    servers.map(async (server): Promise<ServerState> => {
      const { name } = server;
      try {
        return await withServer(server, timeoutMs, async (connection) => {
          const look = await askServer(connection);
          const base = {
            ...{ name, look, fault: undefined },
            needed: await readNeeded(connection),
            grants: await readGrants(connection),
          };
          if (!look.isStandby) {
            return { ...base, received: 0, standbys: await readStandbys(connection) };
          }
          const [row] = await connection.query(RECEIVED);
          return { ...base, received: Number(row?.["received"]), standbys: [] };
        });
      } catch (fault) {
        return { ...NOT_THERE, name, fault: wordsOf(fault) };
      }
    }),
  );

/** The standby that lost least; undefined where none answers. */
export const bestStandby = (states: readonly ServerState[]): ServerState | undefined =>
  states
    .filter(({ look }) => look?.isStandby === true)
    .sort((one, other) => other.received - one.received)[0];

/**
 * A statement about the database of the connection, which its owner may run. One at a time: of two who
 * finish the same promotion PostgreSQL would refuse one ("tuple concurrently updated").
 */
const alterDatabase = async (connection: ServerConnection, change: string): Promise<void> => {
  await connection.query(
    `do $$ begin
       perform pg_advisory_xact_lock(hashtext('plinth failover'));
       execute format('alter database %I ${change}', current_database());
     end $$`,
  );
};

/** Nothing may wait for a standby that does not exist any more; a sentence where it still does. */
const stopWaiting = async (
  connection: ServerConnection,
  name: string,
): Promise<string | undefined> => {
  const [names] = await connection.query(`select current_setting('${SYNCHRONOUS}') as names`);
  if (String(names?.["names"]) === "") return undefined;
  if (await mayAlter(connection, SYNCHRONOUS)) {
    await alterSystem(connection, `${SYNCHRONOUS} = ''`);
    return undefined;
  }
  return `${name} acknowledges nothing until a standby follows it or a superuser says there: alter system set ${SYNCHRONOUS} = ''; select pg_reload_conf()`;
};

/**
 * Makes a server the primary of an epoch. What was done before is not done again, so that whoever
 * finds it unfinished may finish it. A sentence where something is left to somebody with more rights.
 */
export const finishPromotion = (
  server: DatabaseServer,
  epoch: number,
  timeoutMs: number,
): Promise<string | undefined> =>
  withServer(server, PROMOTE_SECONDS * 1_000 + timeoutMs, async (connection) => {
    const needed = await readNeeded(connection);
    if (needed.length > 0) {
      throw new Error(`the role may not promote ${server.name}: ${needed.join("; ")}`);
    }
    const [closed] = await connection.query(`select current_setting('${READ_ONLY}') as closed`);
    await connection.query(`set ${READ_ONLY} = off`);
    // Nothing here may wait for a standby that does not exist any more.
    await connection.query("set synchronous_commit = local");
    const { isStandby } = await askServer(connection);
    if (isStandby) {
      const [row] = await connection.query(`select pg_promote(true, ${PROMOTE_SECONDS}) as done`);
      if (!isTrue(row?.["done"]))
        throw new Error(`${server.name} did not become a primary in time`);
    }
    // A primary that was closed as a database closed its standby as well.
    if (String(closed?.["closed"]) === "on") await alterDatabase(connection, `reset ${READ_ONLY}`);
    // A standby inherits whom its primary waited for: every commit would wait for ever.
    const left = isStandby ? await stopWaiting(connection, server.name) : undefined;
    // Every connection that begins from now on is told by the server itself.
    await alterDatabase(connection, `set ${EPOCH} = ''${Math.trunc(epoch)}''`);
    return left;
  });

/** Makes a primary of before refuse changes of anybody, until it is made a standby. */
export const closeServer = (server: DatabaseServer, timeoutMs: number): Promise<void> =>
  withServer(server, timeoutMs, async (connection) => {
    const [row] = await connection.query(
      "select current_setting('default_transaction_read_only') as closed",
    );
    if (String(row?.["closed"]) === "on") return;
    if (await mayAlter(connection, READ_ONLY)) {
      await alterSystem(connection, `${READ_ONLY} = on`);
    } else {
      // The owner may close what is ours, and nothing else of the server.
      await alterDatabase(connection, `set ${READ_ONLY} = on`);
    }
  });
