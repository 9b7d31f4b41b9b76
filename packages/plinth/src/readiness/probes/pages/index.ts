import type { Probe } from "../../probe.ts";
import { cookiesOfPages } from "./cookies-of-pages.ts";
import { cspNonces } from "./csp-nonces.ts";
import { cspOpenHosts } from "./csp-open-hosts.ts";
import { foreignScripts } from "./foreign-scripts.ts";
import { formsWithSecrets } from "./forms-with-secrets.ts";
import { innerAddresses } from "./inner-addresses.ts";
import { mixedContent } from "./mixed-content.ts";
import { oldLibraries } from "./old-libraries.ts";
import { secretsInPages } from "./secrets-in-pages.ts";
import { softwareInPages } from "./software-in-pages.ts";
import { sourceMaps } from "./source-maps.ts";

/** Probes about pages as browsers load them, of any service. */
export const pagesProbes: readonly Probe[] = [
  cookiesOfPages,
  cspNonces,
  cspOpenHosts,
  foreignScripts,
  formsWithSecrets,
  innerAddresses,
  mixedContent,
  oldLibraries,
  secretsInPages,
  softwareInPages,
  sourceMaps,
];
