export {
  announceSkipped,
  type MissingPostgres,
  startPostgres,
  type ThrowawayPostgres,
  type ThrowawayPostgresOptions,
} from "./postgres.ts";
