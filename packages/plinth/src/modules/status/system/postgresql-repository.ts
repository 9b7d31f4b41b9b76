import { type Store, sql } from "#store";

/** What PostgreSQL says of itself and of our database, from its statistics views (OBS-03). */
export interface PostgresqlFigures {
  /** Connections to our database by what they do; of all users whose state we may see. */
  readonly connections: {
    readonly active: number;
    readonly idle: number;
    readonly idleInTransaction: number;
    readonly other: number;
  };
  readonly maxConnections: number;
  readonly committed: number;
  readonly rolledBack: number;
  readonly deadlocks: number;
  readonly blocksRead: number;
  readonly blocksHit: number;
  readonly temporaryBytes: number;
  readonly locksGranted: number;
  readonly locksWaiting: number;
  /** 0 for a primary. */
  readonly isStandby: number;
  readonly standbys: number;
  /** Seconds that the slowest standby is behind; null where there is none, or it may not be seen. */
  readonly lagSeconds: number | null;
}

type Row = Omit<PostgresqlFigures, "connections"> & PostgresqlFigures["connections"];

/** One statement: figures of one moment, and one way to the server. */
const FIGURES = sql<Row>`
select
  activity.active as "active",
  activity.idle as "idle",
  activity.idle_in_transaction as "idleInTransaction",
  activity.other as "other",
  current_setting('max_connections')::float8 as "maxConnections",
  statistics.xact_commit::float8 as "committed",
  statistics.xact_rollback::float8 as "rolledBack",
  statistics.deadlocks::float8 as "deadlocks",
  statistics.blks_read::float8 as "blocksRead",
  statistics.blks_hit::float8 as "blocksHit",
  statistics.temp_bytes::float8 as "temporaryBytes",
  (select count(*)::float8 from pg_locks where granted) as "locksGranted",
  (select count(*)::float8 from pg_locks where not granted) as "locksWaiting",
  case when pg_is_in_recovery() then 1.0::float8 else 0.0::float8 end as "isStandby",
  (select count(*)::float8 from pg_stat_replication) as "standbys",
  case when pg_is_in_recovery()
    then extract(epoch from now() - pg_last_xact_replay_timestamp())::float8
    else (select max(extract(epoch from coalesce(replay_lag, interval '0')))::float8
          from pg_stat_replication)
  end as "lagSeconds"
from pg_stat_database as statistics
cross join (
  select
    count(*) filter (where state = 'active')::float8 as active,
    count(*) filter (where state = 'idle')::float8 as idle,
    count(*) filter (where state like 'idle in transaction%')::float8 as idle_in_transaction,
    count(*) filter (where state is null or state in ('fastpath function call', 'disabled'))::float8
      as other
  from pg_stat_activity
  where datname = current_database()
) as activity
where statistics.datname = current_database()`;

/** Reads the figures of the server. */
export interface PostgresqlRepository {
  /** Rejects as a store does. */
  readonly figures: () => Promise<PostgresqlFigures | undefined>;
}

/** Builds it on a store that is PostgreSQL. */
export const createPostgresqlRepository = (store: Store): PostgresqlRepository => ({
  figures: async () => {
    const [row] = (await FIGURES.execute(store.read())).rows;
    if (row === undefined) return undefined;
    const { active, idle, idleInTransaction, other, ...figures } = row;
    return { ...figures, connections: { active, idle, idleInTransaction, other } };
  },
});
