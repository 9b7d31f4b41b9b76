import type { RunningBackups } from "../embedded/backups.ts";
import type { FileKeeper } from "./keeper.ts";

/** Backups of a database together with the files that its rows name. */
export const withFiles = (backups: RunningBackups, keeper: FileKeeper): RunningBackups => ({
  ...backups,
  status: () => ({ ...backups.status(), files: keeper.state() }),
  create: async (onProgress) => {
    const made = await backups.create(onProgress);
    // After it: whatever its rows name was on disk before they were committed.
    await keeper.ship();
    return made;
  },
  start: () => {
    backups.start();
    keeper.start();
  },
  close: async () => {
    keeper.stop();
    await backups.close();
  },
});
