export {
  type PriceOffer,
  type RunningStub,
  type StubEvent,
  type StubServerOptions,
  startStub,
} from "#modules/billing-stub";
export { makeTestCertificate, type TestCertificate } from "./certificates.ts";
export { requireExpansionsSaid } from "./migrations.ts";
export {
  type PolicyCase,
  type PolicyConformance,
  startPolicyConformance,
} from "./policy-conformance/index.ts";
export {
  announceSkipped,
  type MissingPostgres,
  startPostgres,
  type ThrowawayPostgres,
  type ThrowawayPostgresOptions,
} from "./postgres.ts";
export { startReplica, type ThrowawayReplica } from "./postgres-replica.ts";
export {
  createPushBrowser,
  type PushBrowser,
  type PushRequest,
  type ReadPush,
} from "./push-browser.ts";
export { type MissingRedis, startRedis, type ThrowawayRedis } from "./redis.ts";
export { type CountedStatement, countStatements, requireFewStatements } from "./statements.ts";
export {
  startTestApplication,
  type TestApplication,
  type TestApplicationOptions,
} from "./test-application.ts";
