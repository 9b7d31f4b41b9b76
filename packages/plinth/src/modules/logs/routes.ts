import { eventReply, type Route, route } from "#http";
import { FollowQuery, LevelBody, LevelReply, LineData, LinesQuery, LinesReply } from "./schema.ts";
import type { LogsService } from "./service.ts";

const READ = {
  access: { permission: "logs:read" },
  limit: "120/minute",
  // Lines name accounts and addresses.
  dataClass: "personal",
} as const;
const WRITE = {
  access: { permission: "logs:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  dataClass: "internal",
} as const;

const lineRoutes = (logs: LogsService): readonly Route[] => [
  route.get(
    "/api/v1/admin/logs",
    {
      ...READ,
      summary: "Gives the newest lines of the log that the process which answers remembers",
      query: LinesQuery,
      responses: { 200: LinesReply },
    },
    ({ query: { from, to, ...filter } }) => logs.recent({ ...filter, since: from, until: to }),
  ),
  route.get(
    "/api/v1/admin/logs/live",
    {
      ...READ,
      summary: "Streams the log of the process that answers, line by line as it is written",
      query: FollowQuery,
      produces: "events",
      responses: { 200: LineData },
    },
    (request) =>
      eventReply((stream) =>
        logs.follow(request.query, (line) => void stream.send({ event: "line", data: line })),
      ),
  ),
];

/** The log in the sight and the hands of administrators (LOG-01, LOG-07). */
export const logRoutes = (logs: LogsService): readonly Route[] => [
  ...lineRoutes(logs),
  route.get(
    "/api/v1/admin/logs/level",
    {
      access: { permission: "logs:read" },
      limit: "120/minute",
      dataClass: "internal",
      summary: "Tells from which level on lines are written, and until when",
      responses: { 200: LevelReply },
    },
    () => ({ ...logs.level() }),
  ),
  route.put(
    "/api/v1/admin/logs/level",
    {
      ...WRITE,
      summary: "Sets the level of the log on all nodes, for a while",
      body: LevelBody,
      responses: { 200: LevelReply },
      audit: "logs.level-set",
    },
    async (request) => ({ ...(await logs.setLevel(request.body.level, request.body.minutes)) }),
  ),
  route.delete(
    "/api/v1/admin/logs/level",
    {
      ...WRITE,
      summary: "Lets the level of the settings hold again, on all nodes",
      responses: { 200: LevelReply },
      audit: "logs.level-reset",
    },
    async () => ({ ...(await logs.resetLevel()) }),
  ),
];
