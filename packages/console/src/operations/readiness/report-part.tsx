import type { ReactNode } from "react";

/** What others wrote: a word of theirs may be wider than a phone. */
export const Words = (props: { readonly children: string }) => (
  <span className="wrap-anywhere">{props.children}</span>
);

/** A part of the page under its heading. */
export const Part = (props: { readonly title: string; readonly children: ReactNode }) => (
  <section className="stack stack-tight" aria-label={props.title}>
    <h2>{props.title}</h2>
    {props.children}
  </section>
);

/** A day by which evidence counts; where there is none, it never did. */
export const Day = ({ iso }: { readonly iso: string }) =>
  iso === "" ? <span className="soft">never</span> : <time dateTime={iso}>{iso.slice(0, 10)}</time>;

/** What is too long to be read at once: a summary, and the rest for whoever opens it. */
export const Opened = (props: { readonly summary: string; readonly children: ReactNode }) => (
  <details>
    <summary>{props.summary}</summary>
    {props.children}
  </details>
);
