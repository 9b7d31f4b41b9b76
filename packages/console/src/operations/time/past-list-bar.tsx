import { Segmented } from "../../kit/index.ts";
import { ChosenTime, TimeBar } from "./time-bar.tsx";
import type { usePastList } from "./use-past-list.ts";

/** Chooses between what goes on now and everything of a time. */
export const PastListBar = (props: {
  /** Says what is chosen from, such as "Which alerts". */
  readonly label: string;
  /** Names what goes on now, such as "Open". */
  readonly openLabel: string;
  readonly list: ReturnType<typeof usePastList>;
}) => {
  const { view, range, setView, setRange } = props.list;
  return (
    <>
      <div className="row">
        <Segmented
          label={props.label}
          isLabelHidden
          value={view}
          onChange={setView}
          choices={[
            { value: "open", label: props.openLabel },
            { value: "all", label: "All" },
          ]}
        />
        {view === "all" && <TimeBar range={range} onRange={setRange} />}
      </div>
      {view === "all" && <ChosenTime range={range} onRange={setRange} />}
    </>
  );
};
