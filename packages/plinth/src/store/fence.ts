import type { WriteFence } from "./contract.ts";
import type { Engine, EngineSession } from "./engine.ts";
import { storeError } from "./faults.ts";

const READS = /^\s*(?:select|values|show|explain|set local)\b/i;

/** A session whose commit counts only where the fence stayed open from its beginning on. */
const fenceSession = (session: EngineSession, requireSame: () => void): EngineSession => {
  let isChanging = false;
  return {
    run: (sql, parameters) => {
      isChanging ||= !READS.test(sql);
      return session.run(sql, parameters);
    },
    commit: async () => {
      if (!isChanging) return session.commit();
      requireSame();
      await session.commit();
      requireSame();
    },
    rollback: session.rollback,
  };
};

/**
 * An engine that changes nothing while somebody else may be writing. The look after a change is what
 * counts: a change that was made while the process stood still is not acknowledged (P-061).
 */
export const fenceEngine = (engine: Engine, fence: WriteFence): Engine => {
  /** Begins a change; what it gives is called again once the change is made. */
  const begin = (): (() => void) => {
    const epoch = fence.epoch();
    const requireSame = (): void => {
      const reason = fence.epoch() === epoch ? fence.refusal() : `epoch ${epoch} is over`;
      if (reason !== undefined) throw storeError("unavailable", reason);
    };
    return requireSame;
  };
  return {
    ...engine,
    write: async (sql, parameters) => {
      const requireSame = begin();
      requireSame();
      const result = await engine.write(sql, parameters);
      requireSame();
      return result;
    },
    begin: async (options) => {
      const requireSame = begin();
      return fenceSession(await engine.begin(options), requireSame);
    },
  };
};
