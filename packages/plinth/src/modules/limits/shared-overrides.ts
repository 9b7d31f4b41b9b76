import type { LimitControls } from "#modules/contract";
import type { Background } from "#services/background";
import type { Broadcast } from "#services/broadcast";
import type { KeptOverride, OverrideRepository } from "./override-repository.ts";

/** Where nodes tell each other that somebody set a limit. */
const CHANNEL = "limit-overrides";

/** Keeps the limits of this node as administrators set them. */
export interface SharedOverrides {
  readonly begin: () => Promise<void>;
  /** Looks whether another node changed them; never rejects. */
  readonly follow: () => Promise<void>;
  /** Holds on this node when this resolves, on the others within a second. */
  readonly save: (override: KeptOverride) => Promise<void>;
  /** False when there was none. */
  readonly remove: (route: string) => Promise<boolean>;
}

/** What overrides are shared by. */
export interface SharedOverridesParts {
  readonly controls: () => Pick<LimitControls, "adoptOverrides">;
  readonly repository: Pick<OverrideRepository, "all" | "save" | "remove">;
  readonly broadcast: Broadcast;
  readonly background: Background;
  readonly onFault: (fault: unknown) => void;
}

/** Shares limits over nodes: the database has them, and a hint tells that they changed. */
export const createSharedOverrides = (parts: SharedOverridesParts): SharedOverrides => {
  const { controls, repository, broadcast, background, onFault } = parts;
  let known = "[]";
  let reading: Promise<void> = Promise.resolve();

  const readNow = async (): Promise<void> => {
    const overrides = (await repository.all()).map(
      ({ route, limits }) => [route, { limits }] as const,
    );
    const found = JSON.stringify(overrides);
    if (found === known) return;
    controls().adoptOverrides(Object.fromEntries(overrides));
    known = found;
  };
  /** One after the other: what was read first must not hold in the end. */
  const read = (): Promise<void> => {
    reading = reading.then(readNow, readNow);
    return reading;
  };
  const changed = async (): Promise<void> => {
    await read();
    broadcast.publish(CHANNEL, "changed");
  };
  const follow = (): Promise<void> => read().catch(onFault);

  return {
    begin: async () => {
      const listen = (): void => {
        background.run("limit-overrides", follow);
      };
      broadcast.subscribe(CHANNEL, { onMessage: listen, onGap: listen });
      await read();
    },
    follow,
    save: async (override) => {
      await repository.save(override);
      await changed();
    },
    remove: async (route) => {
      const wasThere = await repository.remove(route);
      if (wasThere) await changed();
      return wasThere;
    },
  };
};
