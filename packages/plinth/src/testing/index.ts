export {
  announceSkipped,
  type MissingPostgres,
  startPostgres,
  type ThrowawayPostgres,
  type ThrowawayPostgresOptions,
} from "./postgres.ts";
export {
  startTestApplication,
  type TestApplication,
  type TestApplicationOptions,
} from "./test-application.ts";
