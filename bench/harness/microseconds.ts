/** A piece of work among others of its group; what it gives back is consumed. */
export interface Candidate {
  readonly group: string;
  readonly name: string;
  readonly run: () => unknown;
}

/** What a candidate took. */
export interface MeasuredCandidate {
  readonly group: string;
  readonly name: string;
  /** CPU nanoseconds a call, by round. */
  readonly nanos: readonly number[];
}

/**
 * CPU time of each candidate in one process, interleaved: each round begins with another one, so that
 * none always comes first. A slice has at least `sliceMicros`, long enough for the clock.
 */
export const measureCalls = (
  candidates: readonly Candidate[],
  { rounds, sliceMicros }: { readonly rounds: number; readonly sliceMicros: number },
): { readonly rows: readonly MeasuredCandidate[]; readonly sink: number } => {
  /** Keeps results alive, so that the compiler cannot drop the work. */
  let sink = 0;
  const time = (run: () => unknown): number => {
    let batch = 64;
    for (;;) {
      const start = process.cpuUsage();
      for (let index = 0; index < batch; index += 1) sink += run() ? 1 : 0;
      const used = process.cpuUsage(start);
      const micros = used.user + used.system;
      if (micros >= sliceMicros) return (micros * 1000) / batch;
      // This batch was too short to count; only the next one is measured.
      batch = Math.max(batch * 2, Math.ceil((batch * sliceMicros * 1.1) / Math.max(micros, 1000)));
    }
  };
  const rows = candidates.map(({ group, name }) => ({ group, name, nanos: [] as number[] }));
  for (const { run } of candidates) time(run);
  for (let round = 0; round < rounds; round += 1) {
    candidates.forEach((_, offset) => {
      const at = (offset + round) % candidates.length;
      const [candidate, row] = [candidates[at], rows[at]];
      if (candidate && row) row.nanos.push(time(candidate.run));
    });
  }
  return { rows, sink };
};
