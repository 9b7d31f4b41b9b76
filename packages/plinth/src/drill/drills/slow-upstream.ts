import type { Drill, Scene } from "../drill.ts";
import { ask, type Heard, pause, waitFor } from "../support/ask.ts";
import { type Called, quantile, startCalling } from "../support/calling.ts";
import { startHangingUpstream } from "../support/hanging-upstream.ts";

/** The time-out that the policy of the slow route declares. */
const TIMEOUT_MS = 1_000;
/** How much later the refusal may come: the machine has other work too. */
const GRACE_MS = 2_000;
/** Calls that hang at once: each must be refused, and none may hold up the others. */
const HANGING = 40;
/** Passes nothing on: how long an answer takes on this machine at the same moment. */
const CONTROL = "/health";
/** Longest that the other route may take more than that, or than before, at the median. */
const OTHERS_MS = 150;
const RECOVER_MS = 5_000;

const route = (path: string) => ({
  method: "GET",
  path,
  policy: {
    access: { public: true, because: "only the drill calls it" },
    summary: "Passes to an upstream of the drill's own",
    limit: { none: "drills send load" },
    timeout: `${TIMEOUT_MS}ms`,
    responses: { "200": { type: "object" } },
  },
});

const hangingFaults = (answers: readonly Heard[]): readonly string[] => {
  const isDeclared = ({ status, json }: Heard): boolean =>
    (status === 503 && json["code"] === "TIMEOUT") ||
    (status === 504 && json["code"] === "UPSTREAM_TIMEOUT");
  const odd = answers.filter((answer) => !isDeclared(answer));
  const statuses = [...new Set(odd.map(({ status }) => status))].join(", ");
  const slowest = Math.round(Math.max(...answers.map(({ ms }) => ms)));
  return [
    ...(odd.length > 0 ? [`${odd.length} calls got no time-out but status ${statuses}`] : []),
    ...(slowest > TIMEOUT_MS + GRACE_MS
      ? [`a time-out of ${TIMEOUT_MS} ms came after ${slowest} ms`]
      : []),
  ];
};

const median = (calls: readonly Called[]): number =>
  quantile(
    calls.map(({ ms }) => ms),
    0.5,
  );

const otherFaults = (before: readonly Called[], all: readonly Called[]): readonly string[] => {
  const isControl = ({ path }: Called): boolean => path === CONTROL;
  const during = all.filter((call) => !isControl(call));
  const failed = all.filter(({ status }) => status !== 200);
  const control = all.filter(isControl);
  const usual = Math.max(...[before, control].map((calls) => median(calls)));
  const slow = Math.round(median(during));
  return [
    ...(during.length === 0 ? ["no other call was answered meanwhile"] : []),
    ...(failed.length > 0 ? [`${failed.length} calls of other routes failed`] : []),
    ...(slow > usual + OTHERS_MS
      ? [`the other route took ${slow} ms at the median; usual are ${Math.round(usual)} ms`]
      : []),
  ];
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const upstream = await startHangingUpstream();
  scene.defer(upstream.stop);
  const gateway = {
    name: "Drill",
    upstreams: [upstream.origin],
    routes: [route("/slow"), route("/fast")],
  };
  const { url } = await scene.start({ application: undefined, gateway });
  incident.note("a gateway is up in front of an upstream of the drill's own");
  const calling = startCalling(scene, url, ["/fast", "/fast", CONTROL]);
  await pause(500);
  const from = calling.called.length;
  upstream.hang();
  const hungAt = incident.note(`the upstream hangs on one path; ${HANGING} calls wait there`);
  const timeoutMs = TIMEOUT_MS + GRACE_MS + 2_000;
  const calls = Array.from({ length: HANGING }, () => ask(`${url}/slow`, { timeoutMs }));
  const answers = await Promise.all(calls);
  const noticedAt = incident.note(`${HANGING} calls were answered or given up`);
  const during = calling.called.slice(from);
  upstream.recover();
  const backAt = incident.note("the upstream answers again");
  const isBack = async (): Promise<boolean> => (await ask(`${url}/slow`)).status === 200;
  const isRecovered = await waitFor(isBack, RECOVER_MS);
  const recoveredAt = incident.note(isRecovered ? "so does the gateway" : "the gateway does not");
  await calling.end();
  const failed = during.filter(({ status }) => status !== 200).length;
  return {
    detectMs: noticedAt - hungAt,
    recoverMs: isRecovered ? recoveredAt - backAt : undefined,
    lost: { what: "calls of other routes", of: during.length, lost: failed },
    faults: [
      ...hangingFaults(answers),
      ...otherFaults(calling.called.slice(0, from), during),
      ...(isRecovered ? [] : [`no answer from it ${RECOVER_MS} ms after its return`]),
    ],
  };
};

/** A gateway in front of an upstream that takes requests and does not answer (GW-02, RES-04). */
export const slowUpstream: Drill = {
  id: "slow-upstream",
  claim: "An upstream that hangs is given up in time, and holds up nobody else",
  holds: [
    `${HANGING} hanging calls get the declared time-out (503 TIMEOUT, or 504 where no connection came) within ${(TIMEOUT_MS + GRACE_MS) / 1_000} s`,
    `the other route of the same upstream goes on, at the median at most ${OTHERS_MS} ms slower than usual`,
    `the route answers within ${RECOVER_MS / 1_000} s of its return, in the same process`,
  ],
  requirements: ["GW-02", "RES-04"],
  standard: "RFC 9110 15.6.5, RFC 9457",
  severity: "high",
  remedy: "Declare `timeout` in the policy of the route",
  shelfLifeDays: 30,
  sabotages: ["waits-for-ever"],
  run,
};
