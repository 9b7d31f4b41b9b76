import type { Sabotages } from "../sabotage.ts";

/** What is done to deploys and to those who would take over. */
export const DEPLOY_SABOTAGES: Sabotages = {
  "ungated-deploys": {
    what: "serves what was deployed past a check",
    alter: () => ({
      service: (module, service) =>
        module === "deploys" ? { ...(service as object), gatesMissing: () => 1 } : service,
    }),
  },
  "standby-less": {
    what: "leads, and nobody could take over",
    standbys: 0,
  },
};
