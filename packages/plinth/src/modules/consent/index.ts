export { type ConsentService, consent } from "./module.ts";
export type { ConsentDocument, ConsentState, ConsentView } from "./service.ts";
