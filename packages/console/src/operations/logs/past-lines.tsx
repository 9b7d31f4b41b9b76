import { EmptyState } from "../../kit/index.ts";
import { LivePage } from "../live-page.tsx";
import { ChosenTime } from "../time/time-bar.tsx";
import { useTimeRange } from "../time/use-time-range.ts";
import { LineFilters } from "./line-filters.tsx";
import { LineList } from "./line-list.tsx";
import { readLine, timeWords, withLines } from "./line-words.ts";
import { createLogsApi, type LineQuestion, type RecentLines, type Stretch } from "./logs-api.ts";

const linesOf = ({ lines }: RecentLines) =>
  withLines(
    [],
    lines.map(readLine).filter((line) => line !== undefined),
  );

/** Lines of a stretch of the past, such as that of a spike; they stand still. */
export const PastLines = (props: {
  readonly stretch: Stretch;
  readonly question: LineQuestion;
  readonly onChange: (part: Partial<LineQuestion>) => void;
}) => {
  const { stretch, question, onChange } = props;
  const { range, setRange } = useTimeRange();
  return (
    <LivePage
      title="Logs"
      queryKey={["logs", stretch, question]}
      load={(client, signal) => createLogsApi(client).between(question, stretch, signal)}
      subject="the log"
      head={
        <>
          <ChosenTime range={range} onRange={setRange} />
          <LineFilters question={question} onChange={onChange} />
        </>
      }
    >
      {(found) => (
        <>
          {found.lines.length === 0 ? (
            <EmptyState title="No line of this time">
              {isForgotten(found, stretch)
                ? "The process that answers remembers none so old. They are in the files of each machine: plinth logs shows those."
                : "Nothing of this kind was written then."}
            </EmptyState>
          ) : (
            <LineList lines={linesOf(found)} onChange={onChange} />
          )}
          {found.oldestAt !== null && (
            <p className="small soft">
              The process that answers remembers its lines since{" "}
              <time dateTime={found.oldestAt}>{timeWords(found.oldestAt)}</time>. All of them are in
              the files of each machine: plinth logs shows those.
            </p>
          )}
        </>
      )}
    </LivePage>
  );
};

/** Whether the stretch ended before anything that is remembered. */
const isForgotten = ({ oldestAt }: RecentLines, { to }: Stretch): boolean =>
  oldestAt === null || Date.parse(oldestAt) >= to * 1_000;
