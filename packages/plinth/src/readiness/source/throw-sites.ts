import { Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";
import { type CodeFile, lineAt, placesIn } from "./file.ts";

const CoverageShape = Type.Object({
  result: Type.Array(
    Type.Object({
      url: Type.String(),
      functions: Type.Array(
        Type.Object({
          ranges: Type.Array(
            Type.Object({
              startOffset: Type.Integer(),
              endOffset: Type.Integer(),
              count: Type.Integer(),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Range = Readonly<{ startOffset: number; endOffset: number; count: number }>;

/** What one process ran, by the name of the file: ranges of offsets with how often. */
export type Coverage = ReadonlyMap<string, readonly Range[]>;

/**
 * Reads a file that V8 wrote for NODE_V8_COVERAGE; undefined when it is none. `nameOf` says what a
 * file URL is called in the review, or undefined for what is not looked at. Types are stripped in
 * place, so that offsets are those of the source.
 */
export const readCoverage = (
  value: unknown,
  nameOf: (url: string) => string | undefined,
): Coverage | undefined => {
  if (!Value.Check(CoverageShape, value)) return undefined;
  return new Map(
    value.result.flatMap(({ url, functions }) => {
      const name = nameOf(url);
      return name === undefined ? [] : [[name, functions.flatMap(({ ranges }) => ranges)] as const];
    }),
  );
};

/** How often the smallest range around an offset ran. */
const countAt = (ranges: readonly Range[], offset: number): number => {
  let best: Range | undefined;
  for (const range of ranges) {
    const holds = range.startOffset <= offset && offset < range.endOffset;
    const isSmaller =
      best === undefined ||
      range.endOffset - range.startOffset <= best.endOffset - best.startOffset;
    if (holds && isSmaller) best = range;
  }
  return best?.count ?? 0;
};

/** A `throw` that nothing reached. */
export interface UnreachedThrow {
  readonly file: string;
  readonly line: number;
  /** The file ran and this did not, or the file never ran. */
  readonly why: "not reached" | "file never ran";
}

/** Every `throw` of the code, and those that no watched process reached. */
export const throwSitesOf = (
  files: readonly CodeFile[],
  coverages: readonly Coverage[],
): { readonly looked: number; readonly unreached: readonly UnreachedThrow[] } => {
  let looked = 0;
  const unreached = files.flatMap((file) => {
    const places = placesIn(file, /(?<![\w$.#])throw(?=\s)/g);
    looked += places.length;
    const watched = coverages.flatMap((one) => {
      const ranges = one.get(file.name);
      return ranges === undefined ? [] : [ranges];
    });
    const why = watched.length === 0 ? ("file never ran" as const) : ("not reached" as const);
    return places
      .filter((at) => !watched.some((ranges) => countAt(ranges, at) > 0))
      .map((at) => ({ file: file.name, line: lineAt(file.text, at), why }));
  });
  return { looked, unreached };
};
