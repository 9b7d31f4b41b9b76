import type { ReactNode } from "react";

/**
 * What stands in a recipe, kept in its own direction: shipped ones are English on every page (WCAG
 * 3.1.2); in which language a person writes is not known.
 */
export const RecipeText = (props: {
  readonly isWritten: boolean;
  readonly children: ReactNode;
}) => <bdi {...(props.isWritten ? {} : { lang: "en" })}>{props.children}</bdi>;
