/** Cibozer without what needs the solver, and so without its thread: what the memory target is about. */
import { application as whole } from "../apps/cibozer/dist/server/application.js";

const needsSolver = ({ name, requires = {} }) =>
  name === "solver" || Object.values(requires).some(needsSolver);

export const application = {
  ...whole,
  modules: whole.modules.filter((module) => !needsSolver(module)),
};
