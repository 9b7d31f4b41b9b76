import type { Socket } from "node:net";
import { hostOf, overhear, rawHead } from "../../connection.ts";
import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import type { Target } from "../../target.ts";

/** Far more than a browser or a small office opens. */
const MOST = 1_100;
const STEP = 50;
const WAIT_MS = 5_000;

/** A refused connection is accepted by the system first, and ended by the program without an answer. */
const isRefused = async (target: Target): Promise<boolean> => {
  const request = rawHead("GET / HTTP/1.1", `Host: ${hostOf(target)}`, "Connection: close");
  const { statuses, isClosed } = await overhear(await target.open(), request, WAIT_MS);
  return isClosed && statuses.length === 0;
};

/** API abuse, slow clients */
export const connectionCap: Probe = {
  id: "connection-cap",
  claim: `One address cannot hold ${MOST} connections, and others connect meanwhile`,
  requirements: ["RL-07"],
  standard: "CWE-770; OWASP ASVS 5 V2.4.1",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Set MAX_CONNECTIONS_PER_ADDRESS, and limit_conn in a proxy before it.",
  isAboutLoad: true,
  sabotage: "unlimited-connections",
  run: async (target) => {
    if (!target.hasVisitors) return notApplicable("from here the target sees one address only");
    const greedy = target.visitor();
    const held: Socket[] = [];
    const faults: Fault[] = [];
    let isCapped = false;
    try {
      while (!isCapped && held.length < MOST) {
        const opened = await Promise.all(Array.from({ length: STEP }, () => greedy.open()));
        held.push(...opened);
        isCapped = await isRefused(greedy);
      }
      if (!isCapped) faults.push({ what: `${held.length} connections are held by one address` });
      const other = await target.visitor().ask("/");
      if (other.status >= 500) faults.push({ what: "another address is refused", answer: other });
    } finally {
      for (const socket of held) socket.destroy();
    }
    return judge({ faults, checked: held.length, of: "connections", wanted: "a cap by address" });
  },
};
