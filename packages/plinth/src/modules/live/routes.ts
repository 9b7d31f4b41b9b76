import { eventReply, type Route, route } from "#http";
import type { Live } from "#services/live";
import { LiveData, LiveQuery } from "./schema.ts";

/** Shape of the ids of hints; anything else was not ours, and says nothing about what was missed. */
const HINT_ID = /^[0-9a-f-]{36}\.[0-9]{1,15}$/;

/** What pages of administrators hear of while they are open (OBS-12). */
export const liveRoutes = (live: Live): readonly Route[] => [
  route.get(
    "/api/v1/admin/live",
    {
      access: { permission: "live:read" },
      summary:
        "Streams hints that something changed: topics such as alerts, health, jobs; look again then",
      limit: "120/minute",
      dataClass: "internal",
      query: LiveQuery,
      produces: "events",
      responses: { 200: LiveData },
    },
    (request) => {
      const { topics, after } = request.query;
      const header = request.header("last-event-id");
      const last = header !== undefined && HINT_ID.test(header) ? header : after;
      return eventReply((stream) => {
        // Whoever connects again later can say what it has heard, although nothing happened yet.
        stream.send({ event: "open", id: live.cursor(), data: "{}" });
        return live.subscribe(
          topics?.split(",") ?? "all",
          {
            onHint: ({ id, topic, data }) =>
              void stream.send({ id, event: topic, data: JSON.stringify(data) }),
            onGap: () => void stream.send({ event: "gap", id: live.cursor(), data: "{}" }),
          },
          last,
        );
      });
    },
  ),
];
