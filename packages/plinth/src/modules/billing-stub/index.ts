export { type RunningStub, type StubServerOptions, startStub } from "./server.ts";
export type { PriceOffer, StubEvent } from "./state.ts";
export { createStub, type SignedMessage, type Stub, type StubOptions } from "./stub.ts";
