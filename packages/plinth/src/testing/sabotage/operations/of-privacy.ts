import type { PrivacyService } from "#modules/privacy";
import type { Sabotages } from "../sabotage.ts";

/** What is done to exports and erasures. */
export const PRIVACY_SABOTAGES: Sabotages = {
  "kept-accounts": {
    what: "says that accounts are erased and keeps them",
    alter: () => ({
      service: (module, service) =>
        module === "privacy"
          ? { ...(service as PrivacyService), eraseOwn: async () => "done" }
          : service,
    }),
  },
  "shared-exports": {
    what: "lists everybody's archives for everybody",
    alter: () => {
      const asked: string[] = [];
      return {
        service: (module, service) => {
          if (module !== "privacy") return service;
          const privacy = service as PrivacyService;
          const { exports } = privacy;
          return {
            ...privacy,
            exports: {
              ...exports,
              list: async (accountId: string) => {
                if (!asked.includes(accountId)) asked.push(accountId);
                return (await Promise.all(asked.map(exports.list))).flat();
              },
            },
          };
        },
      };
    },
  },
};
