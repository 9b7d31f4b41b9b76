import { defineApplication, identityModules, operationsModules } from "plinth";

/** Small, so that a takeover is quick. */
export const application = defineApplication({
  name: "Lasting",
  version: "0.0.0",
  description: "Goes on elsewhere when its machine is lost",
  modules: [...identityModules, ...operationsModules],
});
