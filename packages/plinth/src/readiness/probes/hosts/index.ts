import type { Probe } from "../../probe.ts";
import { forwardedHost } from "./forwarded-host.ts";
import { hostField } from "./host-field.ts";
import { methodOverrides } from "./method-overrides.ts";
import { missingHost } from "./missing-host.ts";
import { poisonedCaches } from "./poisoned-caches.ts";
import { rewrittenAddresses } from "./rewritten-addresses.ts";

/** Probes about what a request says of itself: host, address and method, of any service. */
export const hostsProbes: readonly Probe[] = [
  forwardedHost,
  hostField,
  methodOverrides,
  missingHost,
  poisonedCaches,
  rewrittenAddresses,
];
