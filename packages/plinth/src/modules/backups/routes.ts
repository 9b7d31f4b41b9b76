import { type Route, route } from "#http";
import { BackupsReply, StartedReply } from "./schema.ts";
import type { BackupControl } from "./service.ts";

const START = {
  access: { permission: "backups:write" },
  assurance: { freshWithin: "30m" },
  limit: "10/minute",
  dataClass: "internal",
  responses: { 202: StartedReply },
  errors: ["BACKUPS_OFF"],
} as const;

/** What administrators see and do of backups. */
export const backupRoutes = (control: BackupControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/backups",
    {
      access: { permission: "backups:read" },
      summary:
        "Tells what backups there are, how far behind they are, and when one was last proven",
      responses: { 200: BackupsReply },
      // An administrator's page looks every few seconds.
      limit: "120/minute",
      dataClass: "internal",
      timeout: "10s",
    },
    () => control.view(),
  ),
  route.post(
    "/api/v1/admin/backups",
    {
      ...START,
      summary: "Has a full backup made now, restored and looked at",
      audit: "backup.requested",
    },
    () => control.request("full"),
  ),
  route.post(
    "/api/v1/admin/backups/drill",
    {
      ...START,
      summary: "Has the newest state restored into a scratch directory and looked at",
      audit: "backup.drill-requested",
    },
    () => control.request("drill"),
  ),
];
