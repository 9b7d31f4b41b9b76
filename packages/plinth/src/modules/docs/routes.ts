import { platformErrors } from "#core";
import {
  type HandlerRequest,
  preferredCoding,
  type ReplyValue,
  type Route,
  reply,
  route,
} from "#http";
import { type PolicyDeclaration, strictObject, Type } from "#policy";
import type { Content } from "./content.ts";
import type { Documentation } from "./service.ts";

type Headers = Pick<HandlerRequest<PolicyDeclaration>, "header">;

/** Sends content in the coding that the client takes. */
const send = async (request: Headers, content: Content): Promise<ReplyValue> => {
  const headers = ["ETag", content.etag, "Vary", "Accept-Encoding"];
  headers.push("Content-Type", content.type);
  const coding = preferredCoding(request.header("accept-encoding"));
  if (coding === undefined) return reply(200, content.plain, headers);
  const { [coding]: bytes } = await content.encoded();
  return reply(200, bytes, [...headers, "Content-Encoding", coding]);
};

const bytes = Type.Unsafe<Uint8Array>({ type: "string" });
const responses = { 200: bytes, 304: null } as const;
const limit = { rule: "300/minute", by: "address", name: "documentation" } as const;
const everyone = {
  public: true,
  because: "problem documents link here, and whoever met the error must be able to read it",
} as const;

const fileQuery = strictObject({
  v: Type.String({ maxLength: 64, description: "hash of the content, as the pages name it" }),
});

/** A file is cached for a year under its hash; under any other hash it is not there. */
const filePolicy = (summary: string) =>
  ({
    access: { public: true, because: "files of public pages; they hold no data" },
    summary,
    limit,
    query: fileQuery,
    responses,
    produces: "asset",
    cache: { public: "365d", immutable: true },
    errors: ["NOT_FOUND"],
  }) as const satisfies PolicyDeclaration;

const fileRoute = (path: string, summary: string, content: Content): Route =>
  route.get(path, filePolicy(summary), (request) => {
    if (request.query.v !== content.version) throw platformErrors.make.NOT_FOUND();
    return send(request, content);
  });

const errorRoutes = (documentation: Documentation): readonly Route[] => [
  fileRoute("/docs/docs.css", "Style sheet of the documentation", documentation.style),
  fileRoute("/docs/docs.svg", "Icon of the documentation", documentation.icon),
  route.get(
    "/docs/errors",
    {
      access: everyone,
      summary: "Lists every error code",
      limit,
      responses,
      produces: "html",
      cache: "no-cache",
    },
    (request) => send(request, documentation.errorIndex()),
  ),
  route.get(
    "/docs/errors/:code",
    {
      access: everyone,
      summary: "Explains an error code",
      limit,
      params: strictObject({ code: Type.String({ maxLength: 200 }) }),
      responses,
      produces: "html",
      cache: "no-cache",
      errors: ["NOT_FOUND"],
    },
    (request) => {
      const content = documentation.errorPage(request.params.code);
      if (content === undefined) throw platformErrors.make.NOT_FOUND();
      return send(request, content);
    },
  ),
];

const referenceRoutes = (documentation: Documentation): readonly Route[] => {
  const access =
    documentation.access === "public"
      ? ({ public: true, because: "DOCS_ACCESS opens the documentation to everyone" } as const)
      : ({ role: "admin" } as const);
  const policy = { access, limit, dataClass: "internal" } as const;
  // The document is the same until the next start: made into text once, and not for every reader.
  const reuse = documentation.access === "public" ? { reuse: { for: "1h" } as const } : {};
  return [
    route.get(
      "/docs",
      {
        ...policy,
        summary: "Shows every route with its policy, to read and to try",
        responses,
        produces: "html",
        cache: "no-cache",
      },
      (request) => send(request, documentation.reference()),
    ),
    route.get(
      "/docs/json",
      {
        ...policy,
        ...reuse,
        summary: "Gives the OpenAPI 3.1 document, with every policy in it",
        cache: "no-cache",
        responses: {
          200: Type.Unsafe<object>({
            type: "object",
            additionalProperties: true,
            description: "OpenAPI 3.1",
          }),
        },
      },
      () => documentation.openApi(),
    ),
    fileRoute("/docs/docs.js", "Script of the documentation", documentation.script),
  ];
};

/** The routes of the documentation; with "off" only what problem documents link to is there. */
export const documentationRoutes = (documentation: Documentation): readonly Route[] =>
  documentation.access === "off"
    ? errorRoutes(documentation)
    : [...referenceRoutes(documentation), ...errorRoutes(documentation)];
