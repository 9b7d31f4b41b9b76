import { type Route, route } from "#http";
import { ErasedReply, EraseOtherBody, OverviewReply, RecordsReply } from "./schema.ts";
import type { Privacy } from "./service.ts";

const ROOT = "/api/v1/admin/privacy";
const READ = { access: { permission: "privacy:read" }, dataClass: "personal" } as const;

/** What administrators see and do of exports, erasures and retention. */
export const adminPrivacyRoutes = (privacy: Privacy): readonly Route[] => [
  route.get(
    `${ROOT}/overview`,
    {
      ...READ,
      summary: "Lists the newest exports and erasures, and what the next retention run removes",
      limit: "120/minute",
      responses: { 200: OverviewReply },
    },
    async () => {
      const { exports, erasures, due } = await privacy.overview();
      return { exports: [...exports], erasures: [...erasures], due: [...due] };
    },
  ),
  route.get(
    `${ROOT}/records`,
    {
      ...READ,
      summary: "Gives the record of processing: what is kept of people, what for, how long",
      dataClass: "internal",
      responses: { 200: RecordsReply },
    },
    () => ({
      records: privacy.records().map(({ tables, data, retention, ...record }) => ({
        ...record,
        tables: [...tables],
        data: [...data],
        retention: [...retention],
      })),
    }),
  ),
  route.post(
    `${ROOT}/erasures`,
    {
      access: { permission: "privacy:write" },
      assurance: { freshWithin: "15m" },
      summary: "Erases somebody's account with everything that is kept of it, for good",
      limit: "20/hour",
      body: EraseOtherBody,
      responses: { 200: ErasedReply },
      timeout: "30s",
      dataClass: "personal",
      audit: "privacy.erased-by-administrator",
      errors: ["NOT_FOUND", "ONLY_ADMINISTRATOR", "ERASURE_NOT_CONFIRMED"],
    },
    async ({ principal, body }) => ({
      state: await privacy.eraseOther(principal.permissions, body.accountId, body.confirm),
    }),
  ),
];
