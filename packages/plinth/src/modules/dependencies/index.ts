export { type DependenciesService, dependencies } from "./module.ts";
