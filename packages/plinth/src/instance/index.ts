/**
 * Throwaway instances of an application, each a process that takes orders from its owner alone
 * (`plinth bench`, `profile`, `doctor`, `drill`), and the look at the file that one left behind.
 */
export { endChild, listenTo, plainEnvironment } from "./child-process.ts";
export { integrityFaults } from "./integrity.ts";
export type { Asked } from "./messages.ts";
export { obeyOwner } from "./obey-owner.ts";
export { InstanceError, type Owned, startOwned } from "./owner.ts";
