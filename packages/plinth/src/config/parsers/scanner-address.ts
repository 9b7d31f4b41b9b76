import { isAbsolute } from "node:path";
import type { ListeningAddress } from "../config.ts";
import type { ValueType } from "../variables/variable.ts";
import { hostName } from "./network.ts";

const EXAMPLES = "unix:/run/clamav/clamd.ctl or 127.0.0.1:3310";

/** `unix:` with an absolute path, or a host and a port; an IPv6 address stands in brackets. */
export const scannerAddress: ValueType<ListeningAddress> = {
  words: `address such as ${EXAMPLES}`,
  parse: (text, profile) => {
    const fault = { fault: `must be an address such as ${EXAMPLES}` };
    if (text.startsWith("unix:")) {
      const path = text.slice(5);
      return isAbsolute(path) ? { value: { path } } : fault;
    }
    const end = text.lastIndexOf(":");
    const port = /^\d{1,5}$/.test(text.slice(end + 1)) ? Number(text.slice(end + 1)) : 0;
    const host = text.slice(0, Math.max(0, end)).replace(/^\[(.+)\]$/, "$1");
    const isBare = host.includes(":") && !text.startsWith("[");
    if (port < 1 || port > 65_535 || isBare) return fault;
    return "fault" in hostName.parse(host, profile) ? fault : { value: { host, port } };
  },
};
