import type { FileSender, IncomingFile } from "../keeping.ts";
import type { KeptFile } from "../repository.ts";
import type { Files } from "../service.ts";

const PURPOSE = "avatar";
/** Longest side in pixels of what is kept. */
const MAX_SIDE = 512;

/** Builds profile pictures: one of each account, made anew from what was sent. */
export const createAvatars = (files: Files) => {
  files.definePurpose({ name: PURPOSE, readers: "owner" });
  const all = (accountId: string): Promise<readonly KeptFile[]> =>
    files.readyOf(accountId, PURPOSE);
  return {
    /** The picture of an account; undefined where it has none. */
    current: async (accountId: string): Promise<KeptFile | undefined> =>
      (await all(accountId)).at(-1),
    /** Keeps a picture in the place of the one before. @throws {AppError} as `keepImage` does. */
    replace: async (
      accountId: string,
      photo: IncomingFile,
      sender: FileSender,
    ): Promise<KeptFile> => {
      // What is there now goes once the new one is kept: of two that come at once both stay until the
      // next change, and never none.
      const before = await all(accountId);
      const kept = await files.keepImage(photo, {
        purpose: PURPOSE,
        ownerId: accountId,
        sender,
        output: { type: "image/webp", maxSide: MAX_SIDE },
      });
      for (const file of before) await files.remove(file);
      return kept;
    },
    /** Idempotent. */
    remove: async (accountId: string): Promise<void> => {
      for (const file of await all(accountId)) await files.remove(file);
    },
  };
};

/** See {@link createAvatars}. */
export type Avatars = ReturnType<typeof createAvatars>;
