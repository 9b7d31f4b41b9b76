/** Cibozer without plans and catalog, and so without the solver's thread: what the memory target is about. */
import { application as whole } from "../apps/cibozer/dist/server/application.js";

const SOLVING = ["plans", "catalog"];

export const application = {
  ...whole,
  modules: whole.modules.filter(({ name }) => !SOLVING.includes(name)),
};
