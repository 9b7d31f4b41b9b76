import { spawn } from "node:child_process";
import { systemClock } from "../../../packages/plinth/src/core/index.ts";
import {
  createTarget,
  PROBES,
  type ReportLine,
  readReport,
  runProbes,
} from "../../../packages/plinth/src/readiness/index.ts";
import { plinthCommand } from "../../support/server.ts";

/** Longest audit, in milliseconds: several run at once, on machines that do other things. */
const LIMIT_MS = 180_000;
/** Waits fifteen seconds and needs nothing meanwhile: these looks run beside the command. */
const WAITING = ["slow-headers"];

const looks = PROBES.filter(({ depth }) => depth === "look");

/** What `plinth audit <url> --depth look --json` prints of some probes. */
const printedBy = (url: string, ids: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const words = ["audit", url, "--depth", "look", "--json", "--only", ids.join(",")];
    const [program, all] = plinthCommand(...words);
    const child = spawn(program, all, {
      env: { PATH: process.env["PATH"] ?? "", PLINTH_ENV: "test" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: LIMIT_MS,
    });
    let printed = "";
    child.stdout.on("data", (part: Buffer) => {
      printed += part.toString();
    });
    child.on("error", reject);
    child.on("close", () => resolve(printed));
  });

/** The lines of the command, without those that only wait. */
const byCommand = async (url: string): Promise<readonly ReportLine[]> => {
  const ids = looks.map(({ id }) => id).filter((id) => !WAITING.includes(id));
  const printed = await printedBy(url, ids);
  try {
    return readReport(printed).lines;
  } catch (fault) {
    throw new Error(`no report of ${url}: ${printed.slice(0, 400)}`, { cause: fault });
  }
};

const byWaiting = async (url: string): Promise<readonly ReportLine[]> => {
  const depth = "look";
  const probes = looks.filter(({ id }) => WAITING.includes(id));
  const target = await createTarget({ url, depth, clock: systemClock });
  return (await runProbes({ probes, target, depth, clock: systemClock, version: "0" })).lines;
};

/** An audit of a server, in two parts that run at once. */
export interface Audit {
  /** The part that needs the processor. */
  readonly busy: Promise<readonly ReportLine[]>;
  /** All lines. */
  readonly whole: Promise<readonly ReportLine[]>;
}

/** Begins an audit at depth look. */
export const beginAudit = (url: string): Audit => {
  const busy = byCommand(url);
  const whole = Promise.all([busy, byWaiting(url)]).then((parts) => parts.flat());
  return { busy, whole };
};
