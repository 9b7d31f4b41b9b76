import type { ErrorCatalogue } from "../../packages/plinth/src/core/index.ts";
import {
  groupsOf,
  type Operation,
  policyWords,
} from "../../packages/plinth/src/modules/docs/index.ts";
import { anchor, code, documentOf, plain, table } from "./markdown.ts";

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

/** docs/reference/routes.md: every route with its whole policy. */
export const routesPage = (operations: readonly Operation[]): string => {
  const groups = [...groupsOf(operations)];
  return documentOf(
    "# Routes and policies",
    `${operations.length} routes of Cibozer, as it is composed for tests; pages and files of the web applications are left out. In production the documentation is for administrators only (\`DOCS_ACCESS\`). What goes in and comes out: [API_DOCUMENTATION.md](../../API_DOCUMENTATION.md).`,
    ...groups.flatMap(([group, members]) => [
      `## ${group}`,
      ...members.flatMap((operation) => [
        `### ${code(nameOf(operation))}`,
        plain(operation.summary),
        table(
          ["Part", "Policy"],
          [
            ...policyWords(operation.policy).map(([part, text]) => [part, plain(text)]),
            ["Errors", operation.policy.errors.map(errorLink("errors.md")).join(", ") || "none"],
          ],
        ),
      ]),
    ]),
  );
};

/** A link to the section of a code. */
export const errorLink =
  (file: string) =>
  (name: string): string =>
    `[${code(name)}](${file}#${anchor(name)})`;

/** docs/reference/errors.md: every error code with its meaning and the routes that answer it. */
export const errorsPage = (catalogue: ErrorCatalogue, operations: readonly Operation[]): string => {
  const codes = Object.entries(catalogue).toSorted(
    ([nameA, a], [nameB, b]) => a.status - b.status || (nameA < nameB ? -1 : 1),
  );
  return documentOf(
    "# Error codes",
    `${codes.length} codes. Every error is a problem document (RFC 9457) with \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`, \`code\`, \`details\`, \`requestId\`, \`timestamp\` and \`documentationUrl\`. Programs go by \`code\`, which never changes.`,
    ...codes.flatMap(([name, { status, title, explanation }]) => {
      const routes = operations.filter(({ policy }) => policy.errors.includes(name));
      const link = (operation: Operation) =>
        `[${code(nameOf(operation))}](routes.md#${anchor(nameOf(operation))})`;
      return [
        `## ${name}`,
        `${status}. ${plain(title)}.`,
        explanation,
        routes.length === 0 ? "" : `Declared by: ${routes.map(link).join(", ")}.`,
      ];
    }),
  );
};
