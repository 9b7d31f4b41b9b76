import type { PoolStatus, WriteFence } from "../contract.ts";
import { faultKind, storeError } from "../faults.ts";
import type { DatabaseServer } from "./connection.ts";
import { LOOK, lookAtServer, lookOf } from "./look.ts";
import type { Lease, Pool, PoolTarget } from "./pool.ts";

/** Longest wait for a server that is looked at, or connected to. */
const LOOK_MS = 1_500;
/** Longest wait for connections of a server that is left. */
const LEAVE_MS = 5_000;

/** What it is made from. */
export interface FollowingOptions {
  readonly servers: readonly DatabaseServer[];
  /** The only server that may be used; left out where whichever is writable may. */
  readonly wanted: WriteFence["server"];
  readonly open: (target: PoolTarget) => Pool;
  readonly onFault: (fault: unknown) => void;
}

interface Place {
  readonly server: DatabaseServer;
  /** Undefined where nobody decides. */
  readonly epoch: number | undefined;
}

interface Current extends Place {
  readonly pool: Pool;
}

const NOTHING: PoolStatus = { size: 0, checkedOut: 0, checkedIn: 0, overflow: 0 };

/** Refuses connections to a standby, and to a server that was left behind by a failover. */
const verifierOf = ({ server, epoch }: Place): NonNullable<PoolTarget["verify"]> => {
  return async (ask) => {
    const look = lookOf((await ask(LOOK))[0]);
    if (look.isStandby) throw storeError("unavailable", `${server.name} is a standby`);
    if (epoch !== undefined && look.epoch !== epoch) {
      throw storeError(
        "unavailable",
        `${server.name} is of epoch ${look.epoch}, and epoch ${epoch} is now`,
      );
    }
  };
};

/** Finds the server that can be written among several, where nobody decides. */
const createSearch = (servers: readonly DatabaseServer[]) => {
  let highest = 0;
  let searching: Promise<DatabaseServer> | undefined;
  const search = async (): Promise<DatabaseServer> => {
    const looks = await Promise.all(
      servers.map(async (server) => {
        const look = await lookAtServer(server, LOOK_MS).catch(() => undefined);
        return { server, timeline: look === undefined || look.isStandby ? 0 : look.timeline };
      }),
    );
    const best = looks.reduce((one, other) => (other.timeline > one.timeline ? other : one));
    // A primary of before, which came back, has an older timeline: it never knew of the promotion.
    if (best.timeline === 0 || best.timeline < highest) {
      throw storeError("unavailable", "none of the servers can be written");
    }
    highest = best.timeline;
    return best.server;
  };
  return (): Promise<DatabaseServer> => {
    searching ??= search().finally(() => {
      searching = undefined;
    });
    return searching;
  };
};

/**
 * Connections to that one of several servers which may be written now. When it is another one, new
 * work goes there, and what is under way at the old one ends as it may.
 */
export const createFollowingPool = ({ servers, wanted, open, onFault }: FollowingOptions): Pool => {
  const search = createSearch(servers);
  const leaving = new Set<Promise<void>>();
  let current: Current | undefined;
  /** Something broke since the last search. */
  let isSuspect = true;

  const leave = (left: Current): void => {
    const end = left.pool.close().catch(onFault);
    const going = end.finally(() => leaving.delete(going));
    leaving.add(going);
  };
  const goTo = (place: Place): Current => {
    const { server, epoch } = place;
    if (current?.server.name === server.name && current.epoch === epoch) return current;
    const before = current;
    current = {
      ...place,
      pool: open({ config: server.config, verify: verifierOf(place), connectTimeoutMs: LOOK_MS }),
    };
    if (before !== undefined) leave(before);
    return current;
  };
  const find = async (): Promise<Current> => {
    if (wanted === undefined) {
      if (current !== undefined && !isSuspect) return current;
      const server = await search();
      isSuspect = false;
      return goTo({ server, epoch: undefined });
    }
    const order = wanted();
    const server = servers.find(({ name }) => name === order?.name);
    if (order === undefined || server === undefined) {
      throw storeError("unavailable", "nobody says which server may be used");
    }
    return goTo({ server, epoch: order.epoch });
  };
  const suspecting = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (faultKind(error) === "unavailable") isSuspect = true;
      throw error;
    }
  };

  return {
    acquire: () =>
      suspecting(async (): Promise<Lease> => {
        const lease = await (await find()).pool.acquire();
        return { ...lease, query: (...given) => suspecting(() => lease.query(...given)) };
      }),
    status: () => current?.pool.status() ?? NOTHING,
    waiting: () => current?.pool.waiting() ?? 0,
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LEAVE_MS);
      });
      await Promise.race([Promise.all([current?.pool.close(), ...leaving]), late]);
      clearTimeout(timer);
    },
  };
};
