import { BarePlate } from "./bare-plate.tsx";

/** A plate with nothing on it yet, between fork and knife: where there is nothing to show. */
export const SetTable = ({ size }: { readonly size: number }) => (
  <svg
    className="plate"
    aria-hidden="true"
    width={size * 1.6}
    height={size}
    viewBox="-30 0 160 100"
  >
    <BarePlate well={35} />
    <path
      className="cutlery"
      d="M-22 14v18q0 7 6 8v44a3 3 0 006 0V40q6-1 6-8V14M-16 14v17M-10 14v17"
    />
    <path className="cutlery" d="M112 54v30a3 3 0 006 0V14q-8 6-8 26v11q0 3 2 3h6" />
  </svg>
);

/** A plate with a mark on it, drawn around (50, 50): what is promised, at a glance. */
export const MarkedPlate = (props: { readonly mark: string; readonly size: number }) => (
  <svg
    className="plate"
    aria-hidden="true"
    width={props.size}
    height={props.size}
    viewBox="0 0 100 100"
  >
    <BarePlate well={41} />
    <path className="cutlery" d={props.mark} />
  </svg>
);
