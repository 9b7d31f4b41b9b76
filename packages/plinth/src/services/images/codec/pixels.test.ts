import { describe, expect, it } from "vitest";
import { type Pixels, sizeWithin, turnUpright, withoutTransparency } from "./pixels.ts";

/** A picture of three by two, a number a pixel. */
const PICTURE = [1, 2, 3, 4, 5, 6];

const pixelsOf = (numbers: readonly number[], width: number): Pixels => ({
  data: new Uint8ClampedArray(Uint32Array.from(numbers).buffer),
  width,
  height: numbers.length / width,
});

const rowsOf = ({ data, width }: Pixels): number[][] => {
  const all = [...new Uint32Array(data.buffer)];
  return all.flatMap((_, at) => (at % width === 0 ? [all.slice(at, at + width)] : []));
};

describe("UPL-04: pixels of images", () => {
  it("turns by each of the eight orientations, as EXIF 2.32 tells them", () => {
    const turned = (orientation: number) => rowsOf(turnUpright(pixelsOf(PICTURE, 3), orientation));
    expect(turned(1)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(turned(2)).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
    expect(turned(3)).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(turned(4)).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(turned(5)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(turned(6)).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
    expect(turned(7)).toEqual([
      [6, 3],
      [5, 2],
      [4, 1],
    ]);
    expect(turned(8)).toEqual([
      [3, 6],
      [2, 5],
      [1, 4],
    ]);
  });

  it("keeps proportions, never grows, and leaves a pixel at least", () => {
    expect(sizeWithin({ width: 4_000, height: 3_000 }, { maxSide: 512 })).toEqual({
      width: 512,
      height: 384,
    });
    expect(sizeWithin({ width: 40, height: 30 }, { maxSide: 512 })).toEqual({
      width: 40,
      height: 30,
    });
    expect(sizeWithin({ width: 5_000, height: 1 }, { maxSide: 512 })).toEqual({
      width: 512,
      height: 1,
    });
    expect(sizeWithin({ width: 400, height: 800 }, { maxWidth: 200 })).toEqual({
      width: 200,
      height: 400,
    });
    expect(sizeWithin({ width: 400, height: 800 }, { maxWidth: 200 }, true)).toEqual({
      width: 100,
      height: 200,
    });
  });

  it("lays what is transparent on white", () => {
    const data = new Uint8ClampedArray([255, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 127]);
    const { data: flat } = withoutTransparency({ data, width: 3, height: 1 });
    expect([...flat]).toEqual([255, 255, 255, 255, 0, 0, 0, 255, 128, 128, 128, 255]);
  });
});
