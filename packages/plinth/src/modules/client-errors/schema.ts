import { type Static, strictObject, Type } from "#policy";

/** What a page tells about a part of it that broke; everything is bounded and nothing is kept. */
export const ClientErrorSchema = strictObject({
  id: Type.String({
    pattern: "^[0-9A-Z]{4,16}$",
    maxLength: 16,
    description: "the reference that the person sees",
  }),
  message: Type.String({ maxLength: 500, description: "the error's own words" }),
  component: Type.String({ maxLength: 200, description: "the part of the page that broke" }),
  page: Type.String({
    pattern: "^/[^?#]*$",
    maxLength: 200,
    description: "path of the page, without query and fragment",
  }),
});

/** See {@link ClientErrorSchema}. */
export type ClientErrorReport = Static<typeof ClientErrorSchema>;
