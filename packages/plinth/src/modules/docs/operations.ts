import type { OpenApiDocument, PublishedPolicy } from "#policy";

/** A JSON schema as it stands in the document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A parameter of the path or of the query. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** An answer that is not an error. */
export interface Answer {
  readonly status: string;
  readonly description: string;
  readonly media: string | undefined;
  readonly schema: JsonSchema | undefined;
}

/** One operation of the document, flat, for people. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With parameters as "{name}". */
  readonly path: string;
  /** The module that brought it. */
  readonly group: string;
  readonly summary: string;
  readonly policy: PublishedPolicy;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: JsonSchema; readonly example: unknown } | undefined;
  readonly answers: readonly Answer[];
}

type Content = Readonly<
  Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>
>;

/** What the document's open type leaves unsaid; createOpenApi is the only writer of it. */
interface Raw {
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
}

const answersOf = (responses: Raw["responses"]): readonly Answer[] =>
  Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, { description, content = {} }]) => {
      const [media, body] = Object.entries(content)[0] ?? [];
      return { status, description, media, schema: body?.schema };
    });

const bodyOf = (raw: Raw): Operation["body"] => {
  const content = raw.requestBody?.content["application/json"];
  return content === undefined ? undefined : { schema: content.schema, example: content.example };
};

/** Every operation, by group and then by path; methods of one path in the order declared. */
export const operationsOf = (document: OpenApiDocument): readonly Operation[] =>
  Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): Operation => {
        const raw = operation as unknown as Raw;
        return {
          id: operation.operationId,
          method: method.toUpperCase(),
          path,
          group: raw.tags[0] ?? "",
          summary: operation.summary,
          policy: operation["x-plinth-policy"],
          parameters: raw.parameters,
          body: bodyOf(raw),
          answers: answersOf(raw.responses),
        };
      }),
    )
    .toSorted((a, b) => compare(rank(a), rank(b)) || compare(a.path, b.path));

/** What every application has comes after what only this one has. */
const COMMON: readonly string[] = ["plinth", "status", "docs", "web"];

const rank = ({ group }: Operation): string => `${COMMON.indexOf(group) + 1} ${group}`;

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Operations by group, in the order of {@link operationsOf}. */
export const groupsOf = (
  operations: readonly Operation[],
): ReadonlyMap<string, readonly Operation[]> => Map.groupBy(operations, ({ group }) => group);
