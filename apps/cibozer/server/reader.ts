import {
  type AccountsService,
  type HandlerRequest,
  type Languages,
  oneOf,
  type Texts,
  Type,
} from "plinth";

/** `?lang=`: what a page is in, when it asks for a file. */
export const LanguageParam = Type.Optional(oneOf(["en", "de", "ar"]));

/** Finds what somebody reads. */
export type ReaderOf = (
  accountId: string,
  request: Pick<HandlerRequest<never>, "header">,
  asked?: string,
) => Promise<Texts>;

/** What was asked for, else what the account keeps, else what the browser prefers. */
export const createReaderOf =
  (parts: {
    readonly accounts: Pick<AccountsService, "find">;
    readonly languages: Languages;
  }): ReaderOf =>
  async (accountId, request, asked) => {
    const { accounts, languages } = parts;
    const kept = asked ?? (await accounts.find(accountId))?.language;
    return languages.texts(kept ?? languages.choose(request.header("accept-language")));
  };
