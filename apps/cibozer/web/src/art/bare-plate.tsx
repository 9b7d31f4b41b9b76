/** A plate with nothing to eat on it: `well` is the radius of its middle, `rim` the dashes of its edge. */
export const BarePlate = (props: { readonly well: number; readonly rim?: string | undefined }) => (
  <>
    <circle className="plate-body" cx="50" cy="50" r="48.5" />
    <circle
      className="plate-rim"
      cx="50"
      cy="50"
      r="45"
      {...(props.rim === undefined ? {} : { strokeDasharray: props.rim })}
    />
    <circle className="plate-well" cx="50" cy="50" r={props.well} />
  </>
);
