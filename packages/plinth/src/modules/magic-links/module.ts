import { accounts } from "#modules/accounts";
import { defineModule } from "#modules/contract";
import { mfa } from "#modules/mfa";
import { sessions } from "#modules/sessions";
import { createMailContexts } from "#services/mail";
import { createMagicLinkRepository } from "./repository.ts";
import { magicLinkRoutes } from "./routes.ts";
import { createMagicLinks, type MagicLinks } from "./service.ts";

/** Magic links: signing in by a mailed link instead of a password (ID-16). */
export const magicLinks = defineModule({
  name: "magic-links",
  requires: { accounts, mfa, sessions },
  setup: (deps): MagicLinks => {
    const { clock, events, jobs, mail, modules, store } = deps;
    return createMagicLinks({
      ...modules,
      repository: createMagicLinkRepository(store),
      devices: modules.sessions.devices,
      mail,
      jobs,
      events,
      clock,
      mailContext: createMailContexts(deps),
    });
  },
  routes: (service, { modules }) =>
    magicLinkRoutes(service, {
      cookieSeconds: modules.sessions.cookieSeconds,
      view: modules.accounts.view,
    }),
  jobs: (service) => service.handled,
});
