import type { Exemplar, Labels, MetricRow } from "./types.ts";

/** The numbers of all children of a family in one array, which is replaced when it grows. */
export interface Cells {
  values: Float64Array;
  /** By the place of a bucket in `values`; there from the first exemplar on. */
  exemplars: Map<number, { readonly exemplar: Exemplar; readonly value: number }> | undefined;
}

/** Longer label values are cut: they come from outside, and every one is kept for ever. */
const MAX_LABEL_LENGTH = 200;

/** The children of one family. */
export interface Children<C> {
  readonly resolve: (labels?: Labels) => C;
  readonly rows: () => readonly MetricRow[];
}

/** Builds the children of a family; `width` is how many numbers each needs. */
export const createChildren = <C>(options: {
  readonly family: string;
  readonly labels: readonly string[];
  readonly width: number;
  readonly maxChildren: number;
  readonly build: (cells: Cells, offset: number) => C;
}): Children<C> => {
  const { family, labels, width, maxChildren, build } = options;
  const cells: Cells = { values: new Float64Array(width), exemplars: undefined };
  const known = new Map<string, { readonly child: C; readonly labelValues: readonly string[] }>();

  const add = (key: string, labelValues: readonly string[]): C => {
    const offset = known.size * width;
    if (offset + width > cells.values.length) {
      const larger = new Float64Array(cells.values.length * 2);
      larger.set(cells.values);
      cells.values = larger;
    }
    const child = build(cells, offset);
    known.set(key, { child, labelValues });
    return child;
  };

  const valuesOf = (given: Labels): readonly string[] => {
    const values = labels.map((label) => {
      const value = given[label];
      if (value === undefined) throw new RangeError(`metric ${family} needs the label ${label}`);
      return String(value).slice(0, MAX_LABEL_LENGTH);
    });
    if (Object.keys(given).length !== labels.length) {
      throw new RangeError(`metric ${family} has only the labels ${labels.join(", ") || "none"}`);
    }
    return values;
  };

  const resolve = (given: Labels = {}): C => {
    const values = valuesOf(given);
    const key = JSON.stringify(values);
    const found = known.get(key);
    if (found !== undefined) return found.child;
    if (known.size < maxChildren) return add(key, values);
    // The key is no JSON, so real values that say "overflow" do not meet it.
    return (
      known.get("overflow")?.child ??
      add(
        "overflow",
        labels.map(() => "overflow"),
      )
    );
  };

  return {
    resolve,
    rows: () =>
      [...known.values()].map(({ labelValues }, index) => ({
        labelValues,
        cells: cells.values.subarray(index * width, (index + 1) * width),
        exemplar: (bucket) => cells.exemplars?.get(index * width + bucket),
      })),
  };
};
