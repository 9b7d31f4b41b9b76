export {
  type ApplicationView,
  defineModule,
  type HealthReport,
  type ModuleDefinition,
  type ModuleDeps,
  type PersonalData,
  type Platform,
  type Requires,
  type ServicesOf,
} from "./define-module.ts";
export type { LimitControls, ListedAddress } from "./limit-controls.ts";
