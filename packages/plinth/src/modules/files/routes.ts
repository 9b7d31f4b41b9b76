import { preferredType, type Route, reply, route, streamReply } from "#http";
import { FileBytes, FileParams, FileQuery } from "./schema.ts";
import type { Serve } from "./serving.ts";

/** Where kept files are read (UPL-03). */
export const fileRoutes = (serve: Serve): readonly Route[] => [
  route.get(
    "/api/v1/files/:id",
    {
      access: {
        public: true,
        because: "files are their owner's, some are everyone's; others are told there is none",
        identify: true,
      },
      summary:
        "Gives a kept file to whoever may have it, as a download that runs nothing; a picture in the width and format that is asked for",
      params: FileParams,
      query: FileQuery,
      responses: { 200: FileBytes, 302: null, 304: null },
      produces: "file",
      cache: { private: "5m" },
      limit: "600/minute",
      timeout: "30s",
      dataClass: "personal",
      errors: ["NOT_FOUND"],
    },
    async (request) => {
      const answer = await serve({
        ...request.params,
        ...request.query,
        userId: request.principal?.userId,
        host: request.header("host"),
        known: request.header("if-none-match"),
        prefer: (offered) => preferredType(request.header("accept"), offered),
      });
      if (answer.kind === "elsewhere") return reply(302, undefined, ["Location", answer.location]);
      if (answer.kind === "known") return reply(304, undefined, answer.headers);
      if (answer.kind === "variant") return reply(200, answer.bytes, answer.headers);
      return streamReply(200, answer.stream, answer.headers);
    },
  ),
];
