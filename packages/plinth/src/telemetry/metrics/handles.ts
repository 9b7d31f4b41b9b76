import type { Cells } from "./children.ts";
import type { CounterChild, Exemplar, GaugeChild, HistogramChild } from "./types.ts";

const read = (cells: Cells, offset: number): number => cells.values[offset] ?? 0;

const add = (cells: Cells, offset: number, amount: number): void => {
  // The holder is read on every call because growing replaces the array.
  const { values } = cells;
  values[offset] = (values[offset] ?? 0) + amount;
};

/** A handle on one cell that only grows. */
export const counterChild = (cells: Cells, offset: number): CounterChild => ({
  inc: (amount = 1) => {
    if (amount > 0) add(cells, offset, amount);
  },
  mirror: (total) => {
    if (total >= 0) cells.values[offset] = total;
  },
  value: () => read(cells, offset),
});

/** A handle on one cell that moves both ways. */
export const gaugeChild = (cells: Cells, offset: number): GaugeChild => ({
  set: (value) => {
    cells.values[offset] = value;
  },
  inc: (amount = 1) => add(cells, offset, amount),
  dec: (amount = 1) => add(cells, offset, -amount),
  value: () => read(cells, offset),
});

const keepExemplar = (cells: Cells, at: number, value: number, exemplar: Exemplar): void => {
  cells.exemplars ??= new Map();
  cells.exemplars.set(at, { exemplar, value });
};

/**
 * Handles on one cell a bucket, one for what is beyond, and the sum. Buckets hold only their own
 * observations, so that observing touches two cells; the text writer adds them up.
 */
export const histogramChild =
  (buckets: readonly number[]) =>
  (cells: Cells, offset: number): HistogramChild => {
    const bounds = Float64Array.from(buckets);
    const size = bounds.length;
    const sumAt = offset + size + 1;
    return {
      observe: (value, exemplar) => {
        if (Number.isNaN(value)) return;
        let low = 0;
        let high = size;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if (value <= (bounds[middle] ?? 0)) high = middle;
          else low = middle + 1;
        }
        add(cells, offset + low, 1);
        add(cells, sumAt, value);
        if (exemplar !== undefined) keepExemplar(cells, offset + low, value, exemplar);
      },
      count: () => cells.values.subarray(offset, sumAt).reduce((total, count) => total + count, 0),
      sum: () => read(cells, sumAt),
    };
  };
