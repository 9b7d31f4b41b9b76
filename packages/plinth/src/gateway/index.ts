export { gatewayErrors } from "./errors.ts";
export { identityKey } from "./exchange/identity.ts";
export { createFront, type Front, type FrontFigures } from "./front/relay.ts";
export type { FrontTarget } from "./front/turnstile.ts";
export { createGateway, type Gateway, type GatewayParts } from "./gateway.ts";
export type { GatewayFile, GatewayRoute, HealthCheck } from "./policy-file/format.ts";
export { loadGatewayFile } from "./policy-file/load.ts";
export { parseGatewayFile } from "./policy-file/parse.ts";
