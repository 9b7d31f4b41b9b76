import { type Route, route } from "#http";
import { strictObject, Type } from "#policy";
import type { Controls } from "./controls.ts";

/** Routes that belong to the composition itself, because only it knows the controls. */
export const ownRoutes = (controls: Pick<Controls, "csrfTokenFor">): readonly Route[] => [
  route.get(
    "/api/csrf-token",
    {
      access: {
        public: true,
        because: "pages ask before anyone signed in; the token is worthless without its session",
        identify: true,
      },
      summary: "Gives the token that a page sends back in X-CSRF-Token with state changes",
      responses: { 200: strictObject({ token: Type.String() }) },
    },
    (request) => ({ token: controls.csrfTokenFor(request.principal) }),
  ),
];
