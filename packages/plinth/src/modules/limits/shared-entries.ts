import type { Clock } from "#core";
import type { LimitControls, ListedAddress } from "#modules/contract";
import type { Background } from "#services/background";
import type { Broadcast } from "#services/broadcast";
import type { KeptAddress, LimitRepository } from "./repository.ts";

/** Where nodes tell each other that lists changed. */
const CHANNEL = "address-lists";

/** Keeps the lists of this node as the database has them. */
export interface SharedEntries {
  /** Reads the lists, and hears of blocks that this node makes from then on. */
  readonly begin: () => Promise<void>;
  /** Reads them again where another node changed them; never rejects. */
  readonly follow: () => Promise<void>;
  /** Writes an entry; it holds on this node when this resolves, on the others within a second. */
  readonly add: (entry: KeptAddress) => Promise<void>;
  /** False when there was none. */
  readonly remove: (id: string) => Promise<boolean>;
}

/** What lists are shared by. */
export interface SharedEntriesParts {
  readonly controls: () => Pick<
    LimitControls,
    "entries" | "replaceEntries" | "onBlocked" | "suspicion"
  >;
  readonly repository: LimitRepository;
  readonly broadcast: Broadcast;
  readonly background: Background;
  readonly clock: Clock;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Shares address lists over nodes: the database has them, a hint tells that they changed, and whoever
 * misses the hint looks within a second. A block of this node holds here at once, written or not.
 */
export const createSharedEntries = (parts: SharedEntriesParts): SharedEntries => {
  const { controls, repository, broadcast, background, clock, onFault } = parts;
  /** Blocks of this node that are not written yet, and those that could not be. */
  const unwritten = new Map<string, ListedAddress>();
  const failed = new Set<string>();
  let known = -1;

  const read = async (): Promise<void> => {
    // The revision first: a change in between is read again, never missed.
    const revision = await repository.revision();
    const since = clock.now() - controls().suspicion.rememberedMs;
    const entries = await repository.entriesSince(since);
    // Another read was faster and knows more.
    if (revision < known) return;
    const written = new Set(entries.map(({ id }) => id));
    for (const [id, { until }] of unwritten) {
      if (written.has(id) || (until !== null && until <= since)) unwritten.delete(id);
    }
    controls().replaceEntries([...entries, ...unwritten.values()]);
    known = revision;
  };

  const changed = async (): Promise<void> => {
    await read();
    broadcast.publish(CHANNEL, "changed");
  };

  const write = (entry: ListedAddress): void => {
    background.run("address-block", async () => {
      try {
        await repository.save({ ...entry, madeBy: null });
      } catch (fault) {
        failed.add(entry.id);
        throw fault;
      }
      await changed();
    });
  };

  const keep = (entry: ListedAddress): void => {
    unwritten.set(entry.id, entry);
    write(entry);
  };

  const follow = async (): Promise<void> => {
    for (const id of failed) {
      failed.delete(id);
      const entry = unwritten.get(id);
      if (entry !== undefined) write(entry);
    }
    try {
      if ((await repository.revision()) !== known) await read();
    } catch (fault) {
      onFault(fault);
    }
  };

  return {
    begin: async () => {
      controls().onBlocked(keep);
      const listen = (): void => {
        background.run("address-lists", follow);
      };
      broadcast.subscribe(CHANNEL, { onMessage: listen, onGap: listen });
      await read();
    },
    follow,
    add: async (entry) => {
      await repository.save(entry);
      await changed();
    },
    remove: async (id) => {
      const wasUnwritten = unwritten.delete(id);
      const wasWritten = await repository.remove(id);
      await changed();
      return wasWritten || wasUnwritten;
    },
  };
};
