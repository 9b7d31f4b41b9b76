import { setTimeout as delay } from "node:timers/promises";
import { aimed, type Figure, median, rounded } from "../figures.ts";
import { createServeStarter, startBare } from "../processes.ts";
import { MARGIN, type Subject } from "./subject.ts";

/** How long it takes to be ready, on data that is there already, and what it holds when idle. */
export const measureStart = async (subject: Subject): Promise<readonly Figure[]> => {
  const { effort, say } = subject;
  const serve = createServeStarter(subject);
  const ready: number[] = [];
  const beside: number[] = [];
  const idle: number[] = [];
  try {
    // The first makes the database, which is done once in the life of an installation.
    await (await serve.start()).stop();
    for (let round = 1; round <= effort.starts; round += 1) {
      const bare = await startBare();
      await bare.stop();
      const server = await serve.start();
      await delay(effort.settleMs);
      const memory = server.memoryMb();
      await server.stop();
      ready.push(server.readyMs);
      beside.push(server.readyMs / bare.readyMs);
      if (memory !== undefined) idle.push(memory);
      say(`start ${round}/${effort.starts}: ready in ${Math.round(server.readyMs)} ms`);
    }
  } finally {
    serve.remove();
  }
  const less = { better: "less" } as const;
  const figures: Figure[] = [
    aimed(
      { ...less, id: "start.ready", name: "ready", unit: "ms", value: rounded(median(ready)) },
      1_000,
      "PERF-03",
    ),
    {
      ...less,
      id: "start.beside",
      name: "ready, beside bare node:http",
      unit: "times",
      value: rounded(median(beside)),
      compared: { series: beside, margin: MARGIN.start * effort.leeway },
    },
  ];
  if (idle.length === 0) return figures;
  const memory = { ...less, id: "start.idle", name: "memory when idle", unit: "MB" } as const;
  const compared = { series: idle, margin: MARGIN.usual * effort.leeway };
  return [...figures, aimed({ ...memory, value: rounded(median(idle)), compared }, 150, "PERF-03")];
};
