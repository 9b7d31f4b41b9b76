import type { ReactNode } from "react";

/** A card with a heading. */
export const Section = (props: { readonly title: string; readonly children: ReactNode }) => (
  <section className="card stack" aria-label={props.title}>
    <h2>{props.title}</h2>
    {props.children}
  </section>
);
