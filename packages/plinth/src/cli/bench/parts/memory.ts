import { setTimeout as delay } from "node:timers/promises";
import { aimed, type Figure, rounded } from "../figures.ts";
import { type Subject, withInstance } from "./subject.ts";

/** The number of sessions that PERF-03 speaks of. */
const MANY_SESSIONS = 100_000;

/** What many sessions cost, each used once. */
export const measureMemory = (subject: Subject): Promise<readonly Figure[]> =>
  withInstance(subject, async (instance) => {
    const { effort, say } = subject;
    const accepted = await instance.addSessions(effort.sessions);
    await delay(effort.settleMs);
    const { memoryMb } = await instance.usage();
    say(`${accepted} sessions: ${Math.round(memoryMb)} MB`);
    const figure = {
      id: `memory.${effort.sessions}-sessions`,
      name: `memory with ${effort.sessions} sessions`,
      unit: "MB",
      better: "less",
      value: rounded(memoryMb),
      note: `written straight to the store, each used once: ${accepted} were accepted`,
    } as const;
    return [accepted < MANY_SESSIONS ? figure : aimed(figure, 300, "PERF-03")];
  });
