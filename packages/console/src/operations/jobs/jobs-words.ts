import type { Job, JobKind, JobState } from "./jobs-api.ts";

/** The lists of jobs that can be chosen, dead letters first: they wait for somebody. */
export const STATES: readonly { readonly value: JobState; readonly label: string }[] = [
  { value: "dead", label: "Failed for good" },
  { value: "ready", label: "Waiting" },
  { value: "running", label: "Running" },
  { value: "done", label: "Done" },
];

const plural = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : more}`;

/** How long the oldest job of a kind waits, such as "for 3 minutes"; empty where none is late. */
export const waitWords = ({ waitingSeconds }: Pick<JobKind, "waitingSeconds">): string => {
  if (waitingSeconds < 1) return "";
  if (waitingSeconds < 120) return `for ${plural(waitingSeconds, "second", "seconds")}`;
  const minutes = Math.floor(waitingSeconds / 60);
  if (minutes < 120) return `for ${plural(minutes, "minute", "minutes")}`;
  return `for ${plural(Math.floor(minutes / 60), "hour", "hours")}`;
};

/** Which attempt it is, such as "2 of 6". */
export const attemptWords = ({ attempt, attempts }: Pick<Job, "attempt" | "attempts">): string =>
  `${attempt} of ${attempts}`;

/** What all kinds together say, in one sentence. */
export const summaryWords = (kinds: readonly JobKind[]): string => {
  const sum = (state: "ready" | "running" | "dead") =>
    kinds.reduce((total, kind) => total + kind[state], 0);
  const dead = sum("dead");
  const now = `${plural(sum("ready"), "job waits", "jobs wait")}, ${sum("running")} running.`;
  return dead === 0
    ? `${now} None failed for good.`
    : `${now} ${plural(dead, "job", "jobs")} failed for good and will not be tried again by ${dead === 1 ? "itself" : "themselves"}.`;
};
