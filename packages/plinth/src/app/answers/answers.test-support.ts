import type { Principal } from "#http";
import { defineModule } from "#modules/contract";

/** Who says so is so: a caller is what stands in the token, "user.session.tier". */
const principalOf = (token: string): Principal => {
  const [userId = "", sessionId = "", tier = "free"] = token.split(".");
  return {
    userId,
    role: "user",
    permissions: [],
    tier,
    sessionId,
    method: "bearer",
    assurance: 1,
    authenticatedAt: 0,
    lacksSecondFactor: false,
  };
};

/** Callers that need no account, for tests of what is answered to whom. */
export const believedCallers = defineModule({
  name: "believed-callers",
  setup: () => ({}),
  authenticator: () => ({
    cookieName: "caller",
    authenticate: ({ cookie, bearer }) => {
      const token = bearer ?? cookie;
      return token === undefined ? undefined : principalOf(token);
    },
  }),
});
