import type { Engine, EngineSession } from "../engine.ts";
import { statementTables } from "../statements/describe.ts";
import type { Replica } from "./replica.ts";

const READS = /^\s*(?:select|values|show|explain)\b/i;

/** A session that tells the replica of its changes once they may be there. */
const tellingSession = (session: EngineSession, replica: Replica): EngineSession => {
  const tables = new Set<string>();
  let isUnknown = false;
  return {
    ...session,
    run: (sql, parameters) => {
      if (!READS.test(sql)) {
        const changed = statementTables(sql);
        isUnknown ||= changed.length === 0;
        for (const table of changed) tables.add(table);
      }
      return session.run(sql, parameters);
    },
    commit: async () => {
      try {
        await session.commit();
      } finally {
        // Where the answer was lost the commit may have happened all the same.
        if (isUnknown) replica.changed([]);
        else if (tables.size > 0) replica.changed([...tables]);
      }
    },
  };
};

/** The engine of the primary, which tells the replica what this process changes. */
export const tellReplica = (engine: Engine, replica: Replica): Engine => ({
  ...engine,
  write: async (sql, parameters) => {
    try {
      return await engine.write(sql, parameters);
    } finally {
      replica.changed(statementTables(sql));
    }
  },
  begin: async (options) => tellingSession(await engine.begin(options), replica),
  close: async () => {
    await replica.close();
    await engine.close();
  },
});
