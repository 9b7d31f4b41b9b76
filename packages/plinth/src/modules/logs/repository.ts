import type { Store } from "#store";
import type { LineLevel } from "#telemetry";

/** A row of log_levels; times in milliseconds since the epoch. */
interface LevelRow {
  readonly name: string;
  readonly level: LineLevel;
  readonly until: number;
  readonly changed_at: number;
}

interface LevelTables {
  readonly log_levels: LevelRow;
}

/** A level that holds for a while. */
export type WantedLevel = Pick<LevelRow, "level" | "until">;

/** All SQL about levels of the log. */
export interface LevelRepository {
  /** Undefined where nobody wants another level than the settings. */
  readonly find: () => Promise<WantedLevel | undefined>;
  readonly save: (wanted: WantedLevel, now: number) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** One level for the whole application; a row of its own name leaves room for components. */
const ALL = "all";

/** Builds the repository on a store. */
export const createLevelRepository = (store: Store): LevelRepository => {
  const read = store.prepare<LevelTables, { name: string }, WantedLevel>((db, given) =>
    db.selectFrom("log_levels").select(["level", "until"]).where("name", "=", given("name")),
  );
  return {
    find: () => read.first({ name: ALL }),
    save: async ({ level, until }, now) => {
      await store
        .write<LevelTables>()
        .insertInto("log_levels")
        .values({ name: ALL, level, until, changed_at: now })
        .onConflict((on) => on.column("name").doUpdateSet({ level, until, changed_at: now }))
        .execute();
    },
    remove: async () => {
      await store.write<LevelTables>().deleteFrom("log_levels").where("name", "=", ALL).execute();
    },
  };
};
