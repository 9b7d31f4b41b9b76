import { drive, request } from "../drive.ts";
import { aimed, type Figure, rounded } from "../figures.ts";
import { type Subject, withInstance } from "./subject.ts";

/** The number of connections that PERF-02 speaks of. */
const MANY_CONNECTIONS = 10_000;

/** Users who think a second after each answer, then connections that are only held (PERF-02). */
export const measureCrowd = (subject: Subject): Promise<readonly Figure[]> =>
  withInstance(subject, async (instance, headers) => {
    const { effort, signal, say } = subject;
    const less = { better: "less" } as const;
    const figures: Figure[] = [];
    const journeys = [request(subject.endpoint, headers)];
    const meet = (users: number, thinkMs: number, durationMs: number) =>
      drive({
        url: instance.url,
        journeys,
        model: { kind: "closed", users },
        durationMs,
        thinkMs,
        isConfirmed: true,
        signal,
      });
    for (const users of effort.crowds) {
      const { total, errorShare } = await meet(users, 1_000, effort.crowdMs);
      const { p95, p99 } = total.latency;
      const about = (id: string, name: string, unit: string) =>
        ({ ...less, id: `crowd.${users}.${id}`, name: `${users} users: ${name}`, unit }) as const;
      figures.push(
        aimed({ ...about("p95", "p95", "ms"), value: rounded(p95) }, 500, "PERF-02"),
        aimed({ ...about("p99", "p99", "ms"), value: rounded(p99) }, 1_000, "PERF-02"),
        aimed(
          { ...about("errors", "errors", "%"), value: rounded(errorShare * 100) },
          0.1,
          "PERF-02",
        ),
      );
      say(`crowd of ${users}: p95 ${p95.toFixed(1)} ms`);
    }
    const { connections, confirmation, errorShare } = await meet(
      effort.held,
      4_000,
      effort.crowdMs + 1_000,
    );
    const told = confirmation?.peakConnections?.server;
    const held = {
      id: "crowd.held",
      name: `connections held of ${effort.held}`,
      unit: "",
      better: "more",
      value: connections.peak,
      note: `the server says ${told ?? "nothing"}${told === undefined ? "" : " at its peak"}: ${confirmation?.state ?? "not asked"}; errors ${rounded(errorShare * 100)} %`,
    } as const;
    say(`held ${connections.peak} of ${effort.held}`);
    return [
      ...figures,
      effort.held < MANY_CONNECTIONS ? held : aimed(held, MANY_CONNECTIONS, "PERF-02"),
    ];
  });
