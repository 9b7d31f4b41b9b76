import type { Clock } from "#core";
import {
  type ApplicationKey,
  generateApplicationKey,
  type Resealed,
  readApplicationKey,
  resealRows,
  type Sealer,
} from "#crypto";
import { KEY_ID, type PushRepository } from "./repository.ts";

/** The key of the application, for all its nodes and as long as it lives. */
export interface ApplicationKeys {
  /** Made at the first use: browsers bind their subscriptions to it, so there is never another. */
  readonly get: () => Promise<ApplicationKey>;
  readonly reseal: () => Promise<Resealed>;
}

const contextOf = (id: string): string => `push key ${id}`;

/** Builds it; what is kept is sealed with a key derived from SECRET_KEY. */
export const createApplicationKeys = (parts: {
  readonly repository: Pick<PushRepository, "findKey" | "insertKey" | "keysAfter" | "replaceKey">;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): ApplicationKeys => {
  const { repository, sealer, clock } = parts;
  let known: ApplicationKey | undefined;
  const load = async (): Promise<ApplicationKey> => {
    if ((await repository.findKey()) === undefined) {
      const sealed = sealer.seal(generateApplicationKey(), contextOf(KEY_ID));
      await repository.insertKey(sealed, clock.now());
    }
    const bytes = sealer.open((await repository.findKey()) ?? "", contextOf(KEY_ID));
    if (bytes === undefined) {
      throw new Error(
        "the key of push messages does not open; was SECRET_KEY changed without SECRET_KEY_PREVIOUS?",
      );
    }
    return readApplicationKey(bytes);
  };
  return {
    get: async () => {
      known ??= await load();
      return known;
    },
    reseal: () =>
      resealRows({
        sealer,
        after: async (id, limit) =>
          (await repository.keysAfter(id, limit)).map((row) => ({
            ...row,
            context: contextOf(row.id),
          })),
        replace: repository.replaceKey,
      }),
  };
};
