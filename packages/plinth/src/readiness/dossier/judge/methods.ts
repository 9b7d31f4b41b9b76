import type { ReadinessReport } from "../document.ts";
import type { Evidence, From } from "../evidence/evidence.ts";
import { type Ageing, freshnessOf } from "../freshness.ts";
import type { AgedLine } from "./lines.ts";

type Method = ReadinessReport["methods"][number];

/** What is there of a part, by name, and in words; none where it did not run. */
interface Ran {
  readonly by: readonly string[];
  readonly detail: string;
}

const NOTHING: Ran = { by: [], detail: "" };

/** How the files of one kind speak of themselves; what is too old did not run. */
const told = <T>(
  files: readonly From<T>[],
  kind: Ageing,
  now: number,
  words: (value: T) => string,
): Ran => {
  const fresh = files.filter(({ source }) => !freshnessOf(kind, source.at, now).isStale);
  return {
    by: fresh.map(({ source }) => source.name),
    detail: fresh.map(({ value }) => words(value)).join("; "),
  };
};

const section = ({ reviews }: Evidence, wanted: string, now: number): Ran => {
  const ran = reviews.filter(({ value }) =>
    value.sections.some(({ name, state }) => name === wanted && state === "ran"),
  );
  return told(ran, "audit", now, ({ sections }) =>
    sections
      .filter(({ name }) => name === wanted)
      .map(({ detail, findings, allowed }) => {
        const told = findings.filter(({ severity }) => severity !== "info").length;
        return `${detail}${wanted === "unreached throw sites" ? "" : `; ${told} findings, ${allowed.length} allowed with a reason`}`;
      })
      .join("; "),
  );
};

const judged = (lines: readonly AgedLine[], isWanted: (line: AgedLine) => boolean): Ran => {
  const own = lines.filter(
    (line) => !line.isStale && ["pass", "fail", "warn"].includes(line.verdict) && isWanted(line),
  );
  const passed = own.filter(({ verdict }) => verdict === "pass").length;
  return {
    by: own.map(({ id }) => id),
    detail: own.length === 0 ? "" : `${passed} of ${own.length} hold`,
  };
};

/** An alert is drilled where something was broken and an alert was waited for. */
const isAlertDrill = ({ depth, requirements }: AgedLine): boolean =>
  depth === "drill" &&
  ["OBS-08", "OBS-09", "OBS-10", "OBS-11", "OBS-14"].some((id) => requirements.includes(id));

const audit = (touched: boolean, evidence: Evidence, now: number): Ran =>
  told(
    evidence.audits.filter(({ value }) => !touched || value.depth !== "look"),
    "audit",
    now,
    ({ lines, depth }) =>
      touched
        ? `${lines.filter((line) => line.evidence.length > 0).length} lines with what was sent and answered`
        : `${lines.filter(({ verdict }) => verdict !== "not-run").length} lines at depth ${depth}`,
  );

const round = (value: number): number => Math.round(value * 10) / 10;

/** A part of the method: its name, what ran, what would run it. */
type Part = readonly [name: string, ran: Ran, how: string];

const readParts = (evidence: Evidence, now: number): readonly Part[] => [
  [
    "static code rules",
    section(evidence, "static code rules", now),
    "plinth audit --source DIR --output source.json",
  ],
  [
    "dependency scan",
    told(
      evidence.advisories.filter(({ value }) => typeof value !== "string"),
      "advisories",
      now,
      (value) =>
        typeof value === "string" ? value : `${Object.keys(value.vulnerabilities).length} found`,
    ),
    "npm audit --json, where its registry answers",
  ],
  ["dynamic scan", audit(false, evidence, now), "plinth audit URL"],
  ["attack transcripts", audit(true, evidence, now), "plinth audit URL --depth touch"],
  [
    "configuration verdicts",
    told(
      evidence.configs,
      "deployed",
      now,
      ({ settings, findings, profile }) =>
        `${settings.length} settings under ${profile}, ${findings.length} findings`,
    ),
    "plinth config check --json",
  ],
];

const measuredParts = (
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): readonly Part[] => [
  [
    "profile",
    told(
      evidence.profiles,
      "load",
      now,
      ({ endpoint, seconds, rate, rooms }) =>
        `GET ${endpoint} for ${seconds} s at ${Math.round(rate)}/s; most time: ${rooms
          .slice(0, 3)
          .map(({ name, share }) => `${name} ${round(share * 100)} %`)
          .join(", ")}`,
    ),
    "plinth profile",
  ],
  [
    "query report",
    told(
      evidence.queries,
      "deployed",
      now,
      ({ known, meanMs, slowShare, engine }) =>
        `${known} statements on ${engine}, ${round(meanMs)} ms on average, ${round(slowShare * 100)} % slow`,
    ),
    "plinth db report --json, while the server runs",
  ],
  [
    "cache report",
    judged(lines, ({ requirements }) => requirements.some((id) => id.startsWith("CACHE-"))),
    "plinth audit URL --depth touch",
  ],
  [
    "load report",
    told(evidence.loads, "load", now, ({ rate }) => `${Math.round(rate)} answers a second`),
    "plinth load URL --output results.json",
  ],
  [
    "unreached throw sites",
    section(evidence, "unreached throw sites", now),
    "tests under NODE_V8_COVERAGE=COV, then plinth audit --source DIR --coverage COV",
  ],
  ["alert drills", judged(lines, isAlertDrill), "plinth drill"],
  [
    "container review",
    section(evidence, "container review", now),
    "plinth audit --source DIR, where containers are described",
  ],
];

/** What an auditor's method is made of, what each part says, or what would run it (EVID-16). */
export const methodsOf = (
  evidence: Evidence,
  lines: readonly AgedLine[],
  now: number,
): readonly Method[] => {
  const parts = [...readParts(evidence, now), ...measuredParts(evidence, lines, now)];
  return parts.map(([name, ran, how]) => {
    const { by, detail } = ran.by.length > 0 ? ran : NOTHING;
    return by.length > 0
      ? { name, state: "present", by, detail }
      : { name, state: "not-run", by, detail: `to be run: ${how}` };
  });
};
