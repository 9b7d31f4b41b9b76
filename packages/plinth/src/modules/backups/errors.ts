import { defineErrors } from "#core";

/** What the backups module answers beyond the platform's codes. */
export const backupErrors = defineErrors({
  BACKUPS_OFF: {
    status: 409,
    title: "There are no backups here",
    explanation: "This instance makes no backups: BACKUP_DIRECTORY is off. Nothing was done.",
  },
});
