import type { Sabotages } from "../sabotage.ts";

/** What is done to backups. */
export const BACKUP_SABOTAGES: Sabotages = {
  "unproven-backups": {
    what: "never makes a backup",
    isBackedUp: true,
    alter: () => ({
      service: (module, service) =>
        module === "backups" ? { ...(service as object), start: () => undefined } : service,
    }),
  },
};
