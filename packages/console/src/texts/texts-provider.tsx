import { createContext, type ReactNode, useContext, useState } from "react";
import { english, type Texts } from "./texts.ts";

type State = readonly [texts: Texts, set?: (next: () => Texts) => void];

/** The texts, and the way to others where an application offers them. */
export const TextsContext = createContext<State>([english]);

/** The texts of this page's language; English where no application offers others. */
export const useTexts = (): Texts => useContext(TextsContext)[0];

/** The way to other texts; undefined where no application offers any. */
export const useSetTexts = (): State[1] => useContext(TextsContext)[1];

/** Gives the pages below it their texts. */
export const TextsProvider = (props: { readonly first: Texts; readonly children: ReactNode }) => (
  <TextsContext value={useState(() => props.first)}>{props.children}</TextsContext>
);
