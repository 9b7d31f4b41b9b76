import { useId } from "react";
import { type PlatePart, turnOf } from "./food-groups.ts";
import { motifs, rimOf } from "./motifs.tsx";

/** A point on the circle of radius r around (50, 50); angles in degrees from the top. */
const point = (angle: number, r: number): string => {
  const radians = ((angle - 90) * Math.PI) / 180;
  return `${(50 + r * Math.cos(radians)).toFixed(2)} ${(50 + r * Math.sin(radians)).toFixed(2)}`;
};

const radius = 33;

/** A slice between two angles; a single group fills the whole round. */
const slice = (from: number, to: number): string => {
  if (to - from >= 359.9)
    return `M50 ${50 - radius}a${radius} ${radius} 0 110 ${radius * 2}a${radius} ${radius} 0 110 ${-radius * 2}z`;
  const isLarge = to - from > 180 ? 1 : 0;
  return `M50 50L${point(from, radius)}A${radius} ${radius} 0 ${isLarge} 1 ${point(to, radius)}z`;
};

/**
 * A dish seen from above, drawn from what is in it: a slice per food group, a rim by cuisine,
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
  const slices = props.parts.map((part) => {
    const from = angle;
    angle += part.share * 360;
    return { group: part.group, path: slice(from, angle) };
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
        {slices.map(({ group }) => (
          <pattern
            key={group}
            id={`${id}${group}`}
            width="12"
            height="12"
            patternUnits="userSpaceOnUse"
            patternTransform={`rotate(${start})`}
          >
            <rect width="12" height="12" fill={motifs[group].ground} />
            {motifs[group].tile}
          </pattern>
        ))}
      </defs>
      <circle className="plate-body" cx="50" cy="50" r="48" />
      <circle
        className="plate-rim"
        cx="50"
        cy="50"
        r="41.5"
        {...(rim === undefined ? {} : { strokeDasharray: rim })}
      />
      <circle className="plate-well" cx="50" cy="50" r="35" />
      {slices.map(({ group, path }) => (
        <path key={group} className="plate-slice" d={path} fill={`url(#${id}${group})`} />
      ))}
    </svg>
  );
};
