import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import type { Target } from "../../target.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const CALLS = 2;
/** An answer may be a second old (HLT-03), and its timestamp may count whole seconds. */
const CACHED_MS = 1_100;
const TOLERANCE_MS = { local: 1_000, remote: 60_000 };

type Kind = "text" | "number" | "boolean" | "share";

/** Appendix A: members and what they hold. */
const SHAPE: Readonly<Record<string, Kind>> = {
  "database.status": "text",
  "database.pool_status.size": "number",
  "database.pool_status.checked_in": "number",
  "database.pool_status.checked_out": "number",
  "database.pool_status.overflow": "number",
  "database.connection_test": "text",
  "redis.redis_connected": "boolean",
  "redis.redis_memory_used": "text",
  "redis.redis_connected_clients": "number",
  "system.cpu_percent": "share",
  "system.memory_percent": "share",
  "system.disk_percent": "share",
  "performance.total_requests": "number",
  "performance.avg_response_time": "number",
  "performance.slow_requests": "number",
  "security.logging_enabled": "boolean",
  "security.security_monitoring": "boolean",
};

const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);

const isOf = (kind: Kind, value: unknown): boolean => {
  if (kind === "text") return typeof value === "string" && value !== "";
  if (kind === "boolean") return typeof value === "boolean";
  const isNumber = typeof value === "number" && value >= 0;
  return kind === "number" ? isNumber : value === null || (isNumber && (value as number) <= 100);
};

type Health = Readonly<Record<string, unknown>>;

const isState = (health: Health | undefined): boolean =>
  ["healthy", "degraded", "unhealthy"].includes(String(health?.["status"]));

/** What is wrong with what is there: strangers are shown four members, insiders all of them. */
const memberFaults = (health: Health | undefined, isInsider: boolean): readonly string[] => {
  const shape = isInsider || health?.["database"] !== undefined ? Object.entries(SHAPE) : [];
  return [
    ...(isState(health) ? [] : ["status is none of healthy, degraded, unhealthy"]),
    ...["version", "environment"]
      .filter((name) => !isOf("text", health?.[name]))
      .map((name) => `no ${name}`),
    ...shape
      .filter(([path, kind]) => !isOf(kind, at(health, path)))
      .map(([path]) => `${path} is ${JSON.stringify(at(health, path))}`),
  ];
};

const timeFault = (text: string, target: Target): readonly string[] => {
  const tolerance = target.isLocal ? TOLERANCE_MS.local : TOLERANCE_MS.remote;
  const isNow = ISO.test(text) && Math.abs(Date.parse(text) - target.clock.now()) <= tolerance;
  return isNow ? [] : [`timestamp ${text} is not now`];
};

/** HLT-01 to HLT-03 */
export const healthShape: Probe = {
  id: "health-shape",
  claim: "/health says how the service is in the documented members, and is not an old answer",
  requirements: ["HLT-01", "HLT-02", "HLT-03"],
  standard: "RFC 8259; Plinth requirements, appendix A",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Mount the status module; read every value at the time of the call.",
  isAboutLoad: true,
  sabotage: "constant-health",
  run: async (target) => {
    const faults: Fault[] = [];
    const times: string[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      if (call > 0) await target.pause(CACHED_MS);
      const answer = await target.ask("/health");
      if (answer.status === 404) return notApplicable("there is no /health");
      const health = answer.json as Health | undefined;
      if (isStranger(target)) return notApplicable("no document promises members of /health");
      if (target.document === undefined && !isState(health)) {
        return undocumented(
          target,
          "/health speaks of something else, and no document promises more",
        );
      }
      const time = String(health?.["timestamp"]);
      const found = [
        ...(answer.status === 200 ? [] : [`it answers ${answer.status}`]),
        ...memberFaults(health, target.isLocal),
        ...timeFault(time, target),
        ...(times.some((earlier) => earlier >= time) ? ["it is the answer of before"] : []),
      ];
      faults.push(...found.map((what) => ({ what, answer })));
      times.push(time);
    }
    return judge({ faults, checked: CALLS, of: "answers", wanted: "the shape of appendix A, now" });
  },
};
