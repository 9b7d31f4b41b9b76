import { useId } from "react";
import { BarePlate } from "./bare-plate.tsx";
import type { FoodGroup, PlatePart } from "./food-groups.ts";
import { motifs, rimOf, TILE } from "./motifs.ts";

/** A number that stays the same for a text: where a drawing starts to turn (FNV-1a). */
export const turnOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const letter of text) {
    hash ^= letter.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % 360;
};

/** A point on the circle of radius r around (50, 50); angles in degrees from the top. */
const point = (angle: number, r: number): string => {
  const radians = ((angle - 90) * Math.PI) / 180;
  return `${(50 + r * Math.cos(radians)).toFixed(1)} ${(50 + r * Math.sin(radians)).toFixed(1)}`;
};

/** Food lies in mounds of unlike size, whose edges are bent towards where the plate turns. */
const MOUNDS = [38, 36.5, 38.5, 37, 38];
const BEND = 38;

/** A mound between two angles; a single group fills the whole round. */
const mound = (from: number, to: number, r: number): string => {
  if (to - from >= 359.9)
    return `M50 ${50 - r}a${r} ${r} 0 110 ${r * 2}a${r} ${r} 0 110 ${-r * 2}z`;
  const isLarge = to - from > 180 ? 1 : 0;
  const [first, last] = [point(from - BEND, r / 2), point(to - BEND, r / 2)];
  return `M50 50Q${first} ${point(from, r)}A${r} ${r} 0 ${isLarge} 1 ${point(to, r)}Q${last} 50 50z`;
};

/**
 * A dish seen from above, drawn from what is in it: a mound per food group, a rim by cuisine,
 * turned by its name so that every recipe keeps its own face. Decoration: the title stands beside.
 */
export const Plate = (props: {
  readonly name: string;
  readonly parts: readonly PlatePart[];
  readonly cuisine?: string | undefined;
  readonly size: number;
}) => {
  const id = useId();
  const start = turnOf(props.name);
  const rim = rimOf(props.cuisine);
  let angle = start;
  const mounds = props.parts.map((part, i) => {
    const from = angle;
    angle += part.share * 360;
    return { group: part.group, path: mound(from, angle, MOUNDS[i % MOUNDS.length] ?? 38) };
  });
  return (
    <svg
      className="plate"
      aria-hidden="true"
      width={props.size}
      height={props.size}
      viewBox="0 0 100 100"
    >
      <defs>
        {mounds.map(({ group }) => (
          <Tile key={group} id={`${id}${group}`} group={group} turn={start} />
        ))}
      </defs>
      <BarePlate well={41} rim={rim} />
      {mounds.map(({ group, path }) => (
        <path key={group} className="plate-food" d={path} fill={`url(#${id}${group})`} />
      ))}
    </svg>
  );
};

/** What a mound is filled with. */
const Tile = (props: { readonly id: string; readonly group: FoodGroup; readonly turn: number }) => {
  const [ground, ...marks] = motifs[props.group];
  return (
    <pattern
      id={props.id}
      width={TILE}
      height={TILE}
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${props.turn})`}
    >
      <rect width={TILE} height={TILE} fill={ground} />
      {marks.map(([colour, path, width]) => (
        <path
          key={path}
          d={path}
          strokeLinecap="round"
          {...(width === undefined
            ? { fill: colour }
            : { fill: "none", stroke: colour, strokeWidth: width })}
        />
      ))}
    </pattern>
  );
};
