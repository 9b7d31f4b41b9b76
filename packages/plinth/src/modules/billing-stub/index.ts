export { type RunningStub, type StubServerOptions, startStub } from "./server.ts";
export type { PriceOffer, StubEvent } from "./state.ts";
