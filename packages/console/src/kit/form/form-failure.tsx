import { useEffect, useState } from "react";
import type { ErrorWords } from "../../client/index.ts";
import { type Texts, useTexts } from "../../texts/index.ts";
import { Notice, Reference } from "../states.tsx";
import { useScrollIntoView } from "../use-scroll-into-view.ts";

/** What went wrong with the whole form, announced and brought into sight when it appears. */
export const FormFailure = (props: { readonly failure: ErrorWords | undefined }) => {
  const place = useScrollIntoView(props.failure);
  const { failure } = props;
  if (failure === undefined) return null;
  return (
    <div ref={place}>
      <Notice tone="danger" title={failure.title}>
        {failure.wait === undefined ? (
          failure.message
        ) : (
          <>
            {failure.wait.message} <Countdown key={failure.wait.seconds} wait={failure.wait} />
          </>
        )}
        {failure.reference !== undefined && <Reference id={failure.reference} />}
      </Notice>
    </div>
  );
};

/** Counts down to the moment of the next try; a screen reader hears the start and the end. */
const Countdown = ({ wait }: { readonly wait: NonNullable<ErrorWords["wait"]> }) => {
  const t = useTexts();
  const [left, setLeft] = useState(Math.ceil(wait.seconds));
  useEffect(() => {
    const end = Date.now() + wait.seconds * 1000;
    setLeft(Math.ceil(wait.seconds));
    const timer = setInterval(() => {
      // By the clock: timers of a page in the background are slowed down.
      const rest = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [wait]);
  if (left === 0) return <span>{t("You can try again now.")}</span>;
  return (
    <span role="timer" aria-live="off" className="numbers">
      {t("Next try in {time}.", { time: clockWords(t, left) })}
    </span>
  );
};

/** "48 s", "12 min 05 s", "1 h 02 min". */
const clockWords = (t: Texts, seconds: number): string => {
  const two = (value: number) => t.number(value, { minimumIntegerDigits: 2 });
  if (seconds < 60) return t("{seconds} s", { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("{minutes} min {seconds} s", { minutes, seconds: two(seconds % 60) });
  return t("{hours} h {minutes} min", {
    hours: Math.floor(minutes / 60),
    minutes: two(minutes % 60),
  });
};
