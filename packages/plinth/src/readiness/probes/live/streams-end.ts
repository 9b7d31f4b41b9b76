import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { operationsOf, pathOf } from "../../support/operations.ts";
import { createOwnSession, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import type { Answer, Target } from "../../target.ts";

/** Long enough for a second's delay on a busy machine, in milliseconds. */
const LISTEN_MS = 4_000;
/** For the stream to begin before its session ends. */
const BEGIN_MS = 300;

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a stream says whose session ends while it is open. */
const listenAndLeave = async (target: Target, path: string): Promise<Answer> => {
  const { bearer } = await createOwnSession(target);
  const headers = { Authorization: bearer };
  const listening = target.ask(path, {
    headers,
    eventsMs: LISTEN_MS,
    timeoutMs: LISTEN_MS + 2_000,
  });
  await wait(BEGIN_MS);
  await target.ask("/api/v1/auth/signout", { method: "POST", headers });
  return listening;
};

const faultsOf = (name: string, answer: Answer): readonly Fault[] => {
  if (answer.status !== 200) return [{ what: `${name}: ${answer.status}`, answer }];
  const type = answer.headers.get("content-type") ?? "";
  return [
    ...(type.startsWith("text/event-stream") ? [] : [`${name} is ${type}`]),
    ...(answer.headers.get("cache-control") === "no-store" ? [] : [`${name} may be kept`]),
    ...(answer.text.includes('"signed-out"') ? [] : [`${name} goes on after the sign-out`]),
  ].map((what) => ({ what, answer }));
};

/** SES-07 */
export const streamsEnd: Probe = {
  id: "streams-end",
  claim: "A stream of events ends when its session does, and is kept by nobody",
  requirements: ["SES-07"],
  standard: "OWASP ASVS 5 V7.4.1, V14.3.2",
  owasp: "A07",
  severity: "high",
  depth: "touch",
  remedy:
    "Ask now and then, while a stream is open, whether its caller is still signed in and may see it.",
  sabotage: "streams-outlive-sessions",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const streams = operationsOf(target).filter(
      ({ policy }) => policy.produces === "events" && policy.access.kind === "user",
    );
    if (streams.length === 0) return notApplicable("no stream of events is open to every account");
    const faults: Fault[] = [];
    for (const operation of streams) {
      const answer = await listenAndLeave(target, pathOf(operation, target));
      faults.push(...faultsOf(operation.name, answer));
    }
    return judge({ faults, checked: streams.length, of: "streams", wanted: "an end for each" });
  },
};
