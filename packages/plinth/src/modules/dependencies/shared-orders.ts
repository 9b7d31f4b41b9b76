import type { Clock } from "#core";
import type { Degradation, DegradationMode, Dependencies } from "#resilience";
import type { Background } from "#services/background";
import type { Broadcast } from "#services/broadcast";
import type { Order, OrderRepository } from "./repository.ts";

/** Where nodes tell each other that an administrator decided something. */
const CHANNEL = "dependency-orders";

/** Keeps this node as administrators want it, whichever node they told. */
export interface SharedOrders {
  /** Reads what was decided before the start, and hears of what is decided from then on. */
  readonly begin: () => Promise<void>;
  /** Reads again; never rejects. */
  readonly follow: () => Promise<void>;
  /** Holds on this node when it resolves, on the others within a second. */
  readonly setMode: (name: string, mode: DegradationMode | undefined) => Promise<void>;
  readonly reset: (name: string) => Promise<void>;
}

/** What orders are shared by. */
export interface SharedOrdersParts {
  readonly dependencies: Dependencies;
  readonly degradation: Degradation;
  readonly repository: OrderRepository;
  readonly broadcast: Broadcast;
  readonly background: Pick<Background, "run">;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Shares decisions over nodes and restarts: the database has them, a hint tells that they changed, and
 * whoever misses the hint looks within a second. Breakers themselves are not shared: each node judges
 * by its own calls.
 */
export const createSharedOrders = (parts: SharedOrdersParts): SharedOrders => {
  const { dependencies, degradation, repository, broadcast, background, clock, onFault } = parts;
  /** Closings by hand that this node has done. */
  const done = new Map<string, number>();
  let reads = 0;
  let applied = 0;

  const apply = (orders: readonly Order[], isFirst: boolean): void => {
    const byName = new Map(orders.map((order) => [order.name, order]));
    // A row of something that is not declared any more says nothing.
    for (const { name } of degradation.list()) {
      const { mode = null, resets = 0 } = byName.get(name) ?? {};
      degradation.set(name, mode ?? undefined);
      if (!isFirst && resets > (done.get(name) ?? 0)) dependencies.reset(name);
      done.set(name, resets);
    }
  };

  const read = async (isFirst = false): Promise<void> => {
    reads += 1;
    const mine = reads;
    const orders = await repository.all();
    // A read that began later was faster and knows more.
    if (mine < applied) return;
    applied = mine;
    apply(orders, isFirst);
  };

  const changed = async (): Promise<void> => {
    await read();
    broadcast.publish(CHANNEL, "changed");
  };

  const follow = (): Promise<void> => read().catch(onFault);

  return {
    begin: async () => {
      const listen = (): void => {
        background.run("dependency-orders", follow);
      };
      broadcast.subscribe(CHANNEL, { onMessage: listen, onGap: listen });
      await read(true);
    },
    follow,
    setMode: async (name, mode) => {
      await repository.setMode(name, mode ?? null, clock.now());
      await changed();
    },
    reset: async (name) => {
      await repository.addReset(name, clock.now());
      await changed();
    },
  };
};
