import { accounts } from "#modules/accounts";
import { defineModule } from "#modules/contract";
import { mfa } from "#modules/mfa";
import { sessions } from "#modules/sessions";
import { createBackground } from "#services/background";
import { createMagicLinkRepository } from "./repository.ts";
import { magicLinkRoutes } from "./routes.ts";
import { createMagicLinks, type MagicLinks } from "./service.ts";

/** What the module keeps. */
export interface MagicLinksService extends MagicLinks {
  /** Resolves when mails are sent. */
  readonly settle: () => Promise<void>;
}

/** Magic links: signing in by a mailed link instead of a password (ID-16). */
export const magicLinks = defineModule({
  name: "magic-links",
  requires: { accounts, mfa, sessions },
  setup: ({ application, clock, events, log, mail, modules, store }): MagicLinksService => {
    const background = createBackground({ log: log.child("magic-links") });
    const service = createMagicLinks({
      ...modules,
      repository: createMagicLinkRepository(store),
      devices: modules.sessions.devices,
      mail,
      background,
      events,
      clock,
      applicationName: application.name,
    });
    return { ...service, settle: background.drain };
  },
  routes: (service, { modules }) =>
    magicLinkRoutes(service, {
      cookieSeconds: modules.sessions.cookieSeconds,
      view: modules.accounts.view,
    }),
  close: (service) => service.settle(),
});
