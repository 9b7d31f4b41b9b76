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
