import { drive, request } from "../drive.ts";
import { aimed, type Figure, median, rounded } from "../figures.ts";
import { startBare } from "../processes.ts";
import { MARGIN, type Subject, withInstance } from "./subject.ts";

/** One slice of the application, and one of the bare server beside it. */
interface Pair {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly bareRate: number;
  readonly bareP50: number;
  readonly bareP99: number;
  readonly cpuMicros: number;
  readonly errors: number;
}

const figuresOfPairs = (pairs: readonly Pair[], leeway: number): readonly Figure[] => {
  const of = (read: (pair: Pair) => number) => pairs.map(read);
  const [more, less] = [{ better: "more" }, { better: "less" }] as const;
  const beside = of(({ rate, bareRate }) => rate / bareRate);
  const p50 = of((pair) => pair.p50 / pair.bareP50);
  const p99 = of((pair) => pair.p99 / pair.bareP99);
  const cpu = of(({ cpuMicros }) => cpuMicros);
  const errors = of((pair) => pair.errors).reduce((sum, one) => sum + one, 0);
  const [rate, tail] = [median(of((pair) => pair.rate)), median(of((pair) => pair.p99))];
  const compare = (series: readonly number[], margin: number = MARGIN.usual) => ({
    value: rounded(median(series)),
    compared: { series: series.map(rounded), margin: margin * leeway },
  });
  const about = (id: string, name: string, unit: string) => ({
    id: `throughput.${id}`,
    name,
    unit,
  });
  return [
    aimed(
      { ...about("rate", "answers a second", "/s"), ...more, value: rounded(rate) },
      5_000,
      "PERF-03",
    ),
    aimed(
      { ...about("p99", "p99 at that rate", "ms"), ...less, value: rounded(tail) },
      20,
      "PERF-03",
    ),
    { ...about("beside", "rate, beside bare node:http", "times"), ...more, ...compare(beside) },
    { ...about("p50-beside", "p50, beside bare node:http", "times"), ...less, ...compare(p50) },
    {
      ...about("p99-beside", "p99, beside bare node:http", "times"),
      ...less,
      ...compare(p99, MARGIN.tail),
    },
    { ...about("cpu", "CPU time of an answer", "µs"), ...less, ...compare(cpu) },
    aimed({ ...about("errors", "unexpected answers", ""), ...less, value: errors }, 0, "PERF-03"),
  ];
};

/**
 * As many answers as 32 users can get, in slices that alternate with a bare server: what slows the
 * machine slows both.
 */
export const measureThroughput = (subject: Subject): Promise<readonly Figure[]> =>
  withInstance(subject, async (instance, headers) => {
    const { effort, signal, say } = subject;
    const bare = await startBare();
    const model = { kind: "closed", users: effort.users } as const;
    const slice = (url: string, path: string) =>
      drive({ url, journeys: [request(path, headers)], model, durationMs: effort.sliceMs, signal });
    const pairs: Pair[] = [];
    try {
      await slice(bare.url, "/");
      for (let warm = 0; warm < 2; warm += 1) await slice(instance.url, subject.endpoint);
      for (let round = 1; round <= effort.pairs && !signal.aborted; round += 1) {
        const peer = await slice(bare.url, "/");
        const before = await instance.usage();
        const own = await slice(instance.url, subject.endpoint);
        const after = await instance.usage();
        const answers = Math.max(1, own.total.requests);
        pairs.push({
          rate: own.rate,
          p50: own.total.latency.p50,
          p99: own.total.latency.p99,
          bareRate: Math.max(1, peer.rate),
          bareP50: Math.max(0.001, peer.total.latency.p50),
          bareP99: Math.max(0.001, peer.total.latency.p99),
          cpuMicros: (after.cpuMicros - before.cpuMicros) / answers,
          errors: own.total.requests - own.total.ok,
        });
        if (round % 3 === 0) say(`throughput ${round}/${effort.pairs}: ${Math.round(own.rate)}/s`);
      }
    } finally {
      await bare.stop();
    }
    return figuresOfPairs(pairs, effort.leeway);
  });
