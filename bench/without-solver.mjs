/** Cibozer without plans, and so without the solver's thread: what the memory target is about. */
import { application as whole } from "../apps/cibozer/dist/server/application.js";

export const application = {
  ...whole,
  modules: whole.modules.filter(({ name }) => name !== "plans"),
};
