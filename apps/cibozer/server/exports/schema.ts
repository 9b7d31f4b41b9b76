import { idText, type Static, strictObject, Type } from "plinth";
import { SERVING_FIELDS } from "../plans/index.ts";
import { LanguageParam } from "../reader.ts";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const PlanParams = strictObject({ id: idText() });
export const PdfQuery = strictObject({ lang: LanguageParam, ...SERVING_FIELDS });
export const MailQuery = strictObject(SERVING_FIELDS);
export const FeedParams = strictObject({ id: idText() });
export const TokenParams = strictObject({
  token: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
});

/** Which plans a calendar shows. */
export const FeedBody = strictObject({
  /** Absent = all plans of the account, those to come too. */
  planId: Type.Optional(idText()),
});
export type FeedBody = Static<typeof FeedBody>;

const feed = {
  id: Type.String(),
  planId: nullable(Type.String()),
  createdAt: Type.String(),
  readAt: nullable(Type.String()),
};

/** A new calendar address; its token is told this once. */
export const NewFeed = Type.Object({ ...feed, token: Type.String() });
export const FeedList = Type.Object({ feeds: Type.Array(Type.Object(feed)) });

/** Where a mail goes to; it is sent a moment later. */
export const MailReply = strictObject({ to: Type.String() });

export const PdfBytes = Type.Unsafe<Uint8Array>({
  type: "string",
  contentMediaType: "application/pdf",
});
