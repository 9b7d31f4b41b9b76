import { RANGES, type TimeRange } from "../../kit/chart/time-range.ts";
import { Button, Segmented } from "../../kit/index.ts";

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const words = (seconds: number): string => moment.format(new Date(seconds * 1_000));

/** Chooses the time that a page shows. */
export const TimeBar = (props: {
  readonly range: TimeRange;
  readonly onRange: (name: string) => void;
}) => (
  <Segmented
    label="Time shown"
    isLabelHidden
    value={props.range.name}
    onChange={props.onRange}
    choices={RANGES}
  />
);

/** Which stretch of the past is shown, and the way back to now; nothing where now is shown. */
export const ChosenTime = (props: {
  readonly range: TimeRange;
  readonly onRange: (name: string) => void;
}) => {
  const { from, to } = props.range;
  if (from === null || to === null) return null;
  return (
    <p className="row small">
      <span className="numbers">
        From {words(from)} to {words(to)}.
      </span>
      <Button isSmall onPress={() => props.onRange("6h")}>
        Back to now
      </Button>
    </p>
  );
};
