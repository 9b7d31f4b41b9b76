import {
  createContext,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useRef,
} from "react";
import { ErrorBoundary, useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";

const HeadingContext = createContext<RefObject<HTMLHeadingElement | null> | undefined>(undefined);

/** A titled card of the page. Its heading takes the focus when what had it is gone. */
export const SecuritySection = (props: {
  readonly id: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const { onFault } = useRuntime();
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = `${props.id}-title`;
  return (
    <section className="card stack security-section" id={props.id} aria-labelledby={titleId}>
      <div className="stack stack-tight">
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        {props.lead !== undefined && <p className="soft">{props.lead}</p>}
      </div>
      <ErrorBoundary area={t("the section “{title}”", { title: props.title })} onFault={onFault}>
        <HeadingContext value={heading}>{props.children}</HeadingContext>
      </ErrorBoundary>
    </section>
  );
};

/** Puts the focus on the section's heading if it has fallen to nowhere: a list became shorter. */
export const useFocusSection = (): (() => void) => {
  const heading = useContext(HeadingContext);
  return useCallback(() => {
    // The window gives the focus back first.
    setTimeout(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) heading?.current?.focus();
    }, 100);
  }, [heading]);
};

/** Goes to a section of the page, for the eye and for the keyboard. */
export const goToSection = (id: string): void => {
  const heading = document.getElementById(`${id}-title`);
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
};
