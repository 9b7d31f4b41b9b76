import {
  type Answer,
  groupsOf,
  type Member,
  type Operation,
  policyWords,
  type SchemaWords,
  schemaWords,
} from "../../packages/plinth/src/modules/docs/index.ts";
import { anchor, code, documentOf, plain, table } from "./markdown.ts";
import { errorLink } from "./policy-pages.ts";

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

const ruleText = (rules: readonly string[]): string =>
  rules
    .map((rule) => (rule.startsWith("matches ") ? `matches ${code(rule.slice(8))}` : plain(rule)))
    .join(", ");

const valueText = ({ type, rules, description }: SchemaWords): string =>
  [
    plain(type),
    rules.length === 0 ? "" : ` (${ruleText(rules)})`,
    description === undefined ? "" : `: ${plain(description)}`,
  ].join("");

const memberLines = (members: readonly Member[], depth: number): readonly string[] =>
  members.flatMap(({ name, required, value }) => [
    `${"  ".repeat(depth)}- ${code(name)}${required ? " **required**" : ""} ${valueText(value)}`,
    ...memberLines(value.members, depth + 1),
  ]);

const schemaBlock = (words: SchemaWords): string =>
  words.members.length === 0 ? `- ${valueText(words)}` : memberLines(words.members, 0).join("\n");

const parameterBlock = ({ parameters }: Operation): readonly string[] =>
  parameters.length === 0
    ? []
    : [
        "**Parameters**",
        table(
          ["Name", "In", "Required", "Value"],
          parameters.map(({ name, in: place, required, schema }) => [
            code(name),
            place,
            required ? "yes" : "no",
            valueText(schemaWords(schema)),
          ]),
        ),
      ];

/** A call to copy; routes whose body cannot be known beforehand have none. */
const exampleBlock = (operation: Operation): readonly string[] => {
  const { method, path, policy, body } = operation;
  if (body !== undefined && body.example === undefined) return [];
  const verb = method === "GET" ? "" : ` -X ${method}`;
  const lines = [`curl${verb} "$BASE${path}"`];
  if (policy.access.kind !== "public") lines.push('-H "Authorization: Bearer $TOKEN"');
  if (body?.example !== undefined) {
    const text = JSON.stringify(body.example).replaceAll("'", "'\\''");
    lines.push('-H "Content-Type: application/json"', `-d '${text}'`);
  }
  return ["**Example**", ["```sh", lines.join(" \\\n  "), "```"].join("\n")];
};

const bodyBlock = (operation: Operation): readonly string[] =>
  operation.body === undefined ? [] : ["**Body**", schemaBlock(schemaWords(operation.body.schema))];

const answerBlock = ({ status, description, media, schema }: Answer): readonly string[] => {
  const head = `**Answer ${status}** ${description}${media === undefined ? "" : `, ${code(media)}`}`;
  return schema === undefined || media !== "application/json"
    ? [head]
    : [head, schemaBlock(schemaWords(schema))];
};

const operationBlock = (operation: Operation): readonly string[] => [
  `### ${code(nameOf(operation))}`,
  plain(operation.summary),
  policyWords(operation.policy)
    .slice(0, 4)
    .map(([part, text]) => `- ${part}: ${plain(text)}`)
    .join("\n"),
  ...parameterBlock(operation),
  ...bodyBlock(operation),
  ...exampleBlock(operation),
  ...operation.answers.flatMap(answerBlock),
  operation.policy.errors.length === 0
    ? ""
    : `**Errors** ${operation.policy.errors.map(errorLink("docs/reference/errors.md")).join(", ")}`,
];

const contents = (groups: readonly (readonly [string, readonly Operation[]])[]): string =>
  groups
    .flatMap(([group, operations]) => [
      `- ${group}`,
      ...operations.map(
        (operation) =>
          `  - [${code(nameOf(operation))}](#${anchor(nameOf(operation))}) ${plain(operation.summary)}`,
      ),
    ])
    .join("\n");

/** API_DOCUMENTATION.md, out of the OpenAPI document alone (DOC-02). */
export const apiPage = (
  info: { readonly title: string; readonly version: string },
  operations: readonly Operation[],
): string => {
  const groups = [...groupsOf(operations)];
  return documentOf(
    `# API of ${info.title} ${info.version}`,
    `${operations.length} routes, made from the OpenAPI 3.1 document that the server gives at \`/docs/json\`. The same is at \`/docs\` to read and to try. Whole policies: [routes.md](docs/reference/routes.md). Error codes: [errors.md](docs/reference/errors.md).`,
    "In the examples `$BASE` is the address of the server, such as `http://127.0.0.1:8000`, and `$TOKEN` the `accessToken` of `POST /api/v1/auth/signin`. Every example body is sent to a running server by `e2e/documentation.test.ts`.",
    contents(groups),
    ...groups.flatMap(([group, members]) => [`## ${group}`, ...members.flatMap(operationBlock)]),
  );
};
