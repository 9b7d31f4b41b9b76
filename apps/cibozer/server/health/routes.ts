import { type Route, reply, route } from "plinth";
import { HealthBody, HealthReply } from "./schema.ts";
import type { Health } from "./service.ts";

const PATH = "/api/v1/health-profile";
const OWN = { access: "user", dataClass: "personal" } as const;

/** Where people keep, correct and remove what they say of their health (PRIV-04). */
export const healthRoutes = (health: Health): readonly Route[] => [
  route.get(
    PATH,
    {
      ...OWN,
      summary:
        "Gives what the caller keeps of their body and allergies; needs the consent health-data",
      responses: { 200: HealthReply },
      audit: "health-profile.read",
      errors: ["CONSENT_REQUIRED"],
    },
    ({ principal }) => health.get(principal.userId),
  ),
  route.put(
    PATH,
    {
      ...OWN,
      summary: "Keeps or corrects it, sealed; needs the consent health-data",
      limit: "60/hour",
      body: HealthBody,
      responses: { 200: HealthReply },
      audit: "health-profile.changed",
      errors: ["CONSENT_REQUIRED"],
    },
    ({ principal, body }) => health.put(principal.userId, body),
  ),
  route.delete(
    PATH,
    {
      ...OWN,
      summary: "Removes it; consent is not needed for that",
      limit: "60/hour",
      responses: { 204: null },
      audit: "health-profile.removed",
    },
    async ({ principal }) => {
      await health.remove(principal.userId);
      return reply(204);
    },
  ),
];
