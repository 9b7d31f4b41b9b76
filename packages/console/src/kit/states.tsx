import type { ReactNode } from "react";
import { describeError } from "../client/index.ts";
import { useTexts } from "../texts/index.ts";
import { Icon } from "./icon.tsx";

/** A framed part of a page. */
export const Card = (props: { readonly children: ReactNode; readonly label?: string }) =>
  props.label === undefined ? (
    <div className="card">{props.children}</div>
  ) : (
    <section className="card" aria-label={props.label}>
      {props.children}
    </section>
  );

/** Grey lines where content will be; says "Loading" to a screen reader once. */
export const Skeleton = (props: { readonly lines?: number; readonly height?: string }) => {
  const t = useTexts();
  return (
    <div role="status" className="stack stack-tight">
      <span className="visually-hidden">{t("Loading")}</span>
      {Array.from({ length: props.lines ?? 3 }, (_, line) => `line-${line}`).map((key, line) => (
        <div
          key={key}
          className="skeleton"
          style={{ height: props.height ?? "1.25rem", width: line % 3 === 2 ? "70%" : "100%" }}
        />
      ))}
    </div>
  );
};

/** Nothing here yet: says why, and what to do about it. */
export const EmptyState = (props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly picture?: ReactNode;
  readonly action?: ReactNode;
}) => (
  <div className="state">
    {props.picture}
    <h2>{props.title}</h2>
    <div className="soft">{props.children}</div>
    {props.action}
  </div>
);

/** Loading failed: plain words, a reference to quote, a way to try again. */
export const ErrorState = (props: { readonly error: unknown; readonly onRetry?: () => void }) => {
  const t = useTexts();
  const words = describeError(t, props.error);
  return (
    <div className="state" role="alert">
      <h2>{words.title}</h2>
      <p className="soft">{words.message}</p>
      {words.reference !== undefined && <Reference id={words.reference} />}
      {props.onRetry !== undefined && (
        <button type="button" className="btn btn-secondary" onClick={props.onRetry}>
          {t("Try again")}
        </button>
      )}
    </div>
  );
};

/** The id a person quotes when they ask for help. */
export const Reference = (props: { readonly id: string }) => {
  const t = useTexts();
  const code = (words: readonly ReactNode[]) => <code>{words}</code>;
  return (
    <p className="small soft">{t.rich("Reference: <code>{id}</code>", { id: props.id, code })}</p>
  );
};

/** A short message inside a page. */
export const Notice = (props: {
  readonly tone?: "info" | "ok" | "warn" | "danger";
  readonly title?: string;
  readonly children: ReactNode;
}) => {
  const tone = props.tone ?? "info";
  const isAlarm = tone === "danger" || tone === "warn";
  return (
    <div className="notice" data-tone={tone} role={tone === "danger" ? "alert" : "status"}>
      <Icon name={isAlarm ? "warn" : tone === "ok" ? "check" : "info"} />
      <div>
        {props.title !== undefined && <strong>{props.title}</strong>}
        <div>{props.children}</div>
      </div>
    </div>
  );
};
