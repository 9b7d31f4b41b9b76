import type { Languages, Texts } from "#services/texts";
import type { MailKind, MailText } from "./post/contract.ts";

/** What mails say about where they come from, and in which language. */
export interface MailContext {
  readonly t: Texts;
  readonly application: string;
  /** Base URL, without a trailing slash. */
  readonly publicUrl: string;
}

/** The context of mails to somebody who reads a language; null is not known. */
export type MailContextOf = (language: string | null | undefined) => MailContext;

/** Builds the contexts of an application's mails. */
export const createMailContexts =
  (parts: {
    readonly application: { readonly name: string; readonly publicUrl: () => string };
    readonly languages: Pick<Languages, "texts">;
  }): MailContextOf =>
  (language) => ({
    t: parts.languages.texts(language),
    application: parts.application.name,
    publicUrl: parts.application.publicUrl(),
  });

/**
 * Puts a mail together: paragraphs with an empty line between them. A link stands alone in its line,
 * so that the HTML form has a button for it.
 */
export const composeMail = (
  { language }: Texts,
  kind: MailKind,
  subject: string,
  paragraphs: readonly string[],
): MailText => ({ kind, subject, text: `${paragraphs.join("\n\n")}\n`, language });
