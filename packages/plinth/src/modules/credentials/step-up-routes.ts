import { type Route, reply, route } from "#http";
import { DEVICE_COOKIE, originOf, sessionCookie } from "#modules/sessions";
import { StepUpBody, StepUpReply } from "./schema.ts";
import type { Credentials } from "./service.ts";

/** Where somebody who is signed in shows again who they are (RFC 9470). */
export const stepUpRoutes = (
  credentials: Pick<Credentials, "stepUp">,
  cookieSeconds: number,
): readonly Route[] => [
  route.post(
    "/api/v1/auth/step-up",
    {
      access: "user",
      summary: "Confirms who is signed in: by password again, or by a second factor",
      limit: [
        { rule: "5/minute, 20/hour", by: "user" },
        { rule: "10/minute, 60/hour", by: "address" },
      ],
      body: StepUpBody,
      responses: { 200: StepUpReply },
      audit: "session.raised",
      dataClass: "secret",
      errors: ["STEP_UP_FAILED"],
    },
    async (request) => {
      const { accessToken, expiresIn, cookie } = await credentials.stepUp({
        ...request.body,
        accountId: request.principal.userId,
        sessionId: request.principal.sessionId,
        device: request.cookie(DEVICE_COOKIE.name),
        origin: originOf(request),
      });
      return reply(200, { accessToken, expiresIn }, sessionCookie(cookie, cookieSeconds));
    },
  ),
];
