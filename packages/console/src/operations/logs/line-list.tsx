import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { usePermissions } from "../../admin/permissions.ts";
import { Button } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { fieldWords, type ShownLine, timeWords } from "./line-words.ts";
import type { LineQuestion, LogLine } from "./logs-api.ts";

/** What leads on from a line, in the line it stands in. */
const ACTIONS = "button, a";

/** How far an arrow key goes, of all the lines that lead on. */
const moved = (key: string, at: number, last: number): number | undefined => {
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last }[key];
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
};

/**
 * Lines beneath each other, the newest last. Tab stops at the list and at one line of it; arrow keys
 * go from line to line, so that nobody has to walk through a thousand.
 */
export const LineList = (props: {
  readonly lines: readonly ShownLine[];
  readonly box?: RefObject<HTMLDivElement | null>;
  readonly onChange: (part: Partial<LineQuestion>) => void;
}) => {
  const { may } = usePermissions();
  const own = useRef<HTMLDivElement>(null);
  const box = props.box ?? own;
  const [chosen, setChosen] = useState<number>();
  const maySeeTraces = may("traces:read");
  const leading = props.lines.filter(({ line }) => leadsOn(line, maySeeTraces));
  const stop = leading.find(({ key }) => key === chosen) ?? leading.at(-1);
  const go = (event: KeyboardEvent<HTMLDivElement>) => {
    // The list itself scrolls with the same keys.
    if (event.target === event.currentTarget || stop === undefined) return;
    const to = moved(event.key, leading.indexOf(stop), leading.length - 1);
    const next = to === undefined ? undefined : leading[to];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next.key);
    const line = box.current?.querySelector(`[data-key="${next.key}"]`);
    line?.querySelector<HTMLElement>(ACTIONS)?.focus();
  };
  return (
    <div
      ref={box}
      className="log-lines"
      onKeyDown={go}
      role="log"
      aria-label="Lines of the log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
    >
      {props.lines.map(({ key, line }) => (
        <Line
          key={key}
          id={key}
          line={line}
          isStop={key === stop?.key}
          maySeeTraces={maySeeTraces}
          onChange={props.onChange}
        />
      ))}
    </div>
  );
};

/** Whether something can be done from a line. */
const leadsOn = ({ requestId, traceId }: LogLine, maySeeTraces: boolean): boolean =>
  requestId !== undefined || (traceId !== undefined && maySeeTraces);

const Line = (props: {
  readonly id: number;
  readonly line: LogLine;
  /** Whether Tab stops here. */
  readonly isStop: boolean;
  readonly maySeeTraces: boolean;
  readonly onChange: (part: Partial<LineQuestion>) => void;
}) => {
  const { id, line, isStop, onChange } = props;
  const { requestId, traceId } = line;
  return (
    <div className="log-line" data-level={line.level} data-key={id}>
      <time dateTime={line.time}>{timeWords(line.time)}</time>{" "}
      <span className="log-level">{line.level}</span>{" "}
      <span className="log-component">{line.component}</span> <strong>{line.message}</strong>{" "}
      <span className="soft">{fieldWords(line)}</span>{" "}
      {requestId !== undefined && (
        <Button
          isSmall
          look="quiet"
          excludeFromTabOrder={!isStop}
          aria-label={`Only lines of request ${requestId}`}
          onPress={() => onChange({ requestId })}
        >
          request {requestId.slice(-6)}
        </Button>
      )}
      {traceId !== undefined && props.maySeeTraces && (
        <PageLink
          to={`/operations/traces/${traceId}`}
          className="btn btn-quiet btn-small"
          tabIndex={isStop ? 0 : -1}
        >
          trace {traceId.slice(0, 6)}
        </PageLink>
      )}
    </div>
  );
};
