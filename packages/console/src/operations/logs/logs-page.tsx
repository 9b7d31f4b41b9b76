import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { PageHeading } from "../../account/index.ts";
import { isRefused } from "../../client/index.ts";
import { readRange, timeSearch } from "../../kit/chart/index.ts";
import { Button, EmptyState, Notice } from "../../kit/index.ts";
import { LiveMark } from "../../shell/index.ts";
import { LevelControl } from "./level-control.tsx";
import { LineFilters } from "./line-filters.tsx";
import { LineList } from "./line-list.tsx";
import type { LineQuestion } from "./logs-api.ts";
import { PastLines } from "./past-lines.tsx";
import { useLogTail } from "./use-log-tail.ts";

/** The question as the address states it, and the stretch of the past where it states one. */
const useQuestion = () => {
  const given: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { from, to } = readRange(given);
  const { level = "", component = "", category = "", requestId = "", traceId = "" } = given;
  const question: LineQuestion = { level, component, category, requestId, traceId };
  return {
    question,
    stretch: from === null || to === null ? undefined : { from, to },
    change: (part: Partial<LineQuestion>) =>
      void navigate({
        to: "/operations/logs",
        search: { ...timeSearch(given), ...question, ...part },
        replace: true,
        resetScroll: false,
      }),
  };
};

/** The log of the process that answers: as it is written, or what was written in a stretch of the past. */
export const LogsPage = () => {
  const { question, stretch, change } = useQuestion();
  return stretch === undefined ? (
    <LogTail question={question} onChange={change} />
  ) : (
    <PastLines question={question} stretch={stretch} onChange={change} />
  );
};

/** The newest lines, and those that are written while somebody looks (LOG-07). */
const LogTail = (props: {
  readonly question: LineQuestion;
  readonly onChange: (part: Partial<LineQuestion>) => void;
}) => {
  const { question, onChange: change } = props;
  const [isPaused, setPaused] = useState(false);
  const tail = useLogTail(question, isPaused);
  const end = useRef<HTMLDivElement>(null);
  const newest = tail.lines.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is the reason to scroll
  useEffect(() => {
    const box = end.current;
    if (box !== null && !isPaused) box.scrollTop = box.scrollHeight;
  }, [newest, isPaused]);
  return (
    <>
      <div className="row row-spread">
        <PageHeading>Logs</PageHeading>
        <div className="row">
          <LiveMark state={tail.state} />
          <Button isSmall onPress={() => setPaused(!isPaused)}>
            {isPaused ? "Go on" : "Pause"}
          </Button>
          <Button isSmall look="quiet" onPress={tail.clear}>
            Clear
          </Button>
        </div>
      </div>
      {isRefused(tail.error) ? (
        <Notice tone="warn" title="For administrators">
          Your account may not see the log.
        </Notice>
      ) : (
        <>
          <LevelControl />
          <LineFilters question={question} onChange={change} />
          {tail.error !== null && (
            <Notice tone="warn" title="This may be old">
              The last look failed. It is tried again.
            </Notice>
          )}
          {tail.lines.length === 0 ? (
            <EmptyState title="No line yet">What is written from now on appears here.</EmptyState>
          ) : (
            <LineList lines={tail.lines} box={end} onChange={change} />
          )}
          <p className="small soft">
            Lines of the process that answers, newest last; secrets are taken out before a line is
            written. All of them are in the files of each machine: plinth logs shows those.
          </p>
        </>
      )}
    </>
  );
};
