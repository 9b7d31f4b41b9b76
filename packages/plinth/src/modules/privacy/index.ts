export type { BreachView } from "./breaches/breaches.ts";
export { ERASURE_LEDGER } from "./erasure/ledger.ts";
export type { RotationReport } from "./keys/rotation.ts";
export { type PrivacyService, privacy } from "./module.ts";
export { type ProcessingRecord, processingRecords, recordsPage } from "./records.ts";
export type { DueTable } from "./retention/retention.ts";
