import { type ReactNode, use } from "react";
import { I18nProvider } from "react-aria-components";
import { english } from "./texts.ts";
import { TextsContext } from "./texts-provider.tsx";

/**
 * A part of the page that speaks English in every language: what it shares with translated pages,
 * the locale of its controls, and what it tells of itself to screen readers.
 */
export const InEnglish = (props: { readonly children: ReactNode }) => {
  const [, set] = use(TextsContext);
  return (
    <TextsContext value={set === undefined ? [english] : [english, set]}>
      <I18nProvider locale="en">
        <div lang="en" dir="ltr">
          {props.children}
        </div>
      </I18nProvider>
    </TextsContext>
  );
};
