import type { Specification, Statement } from "./statements.ts";
import type { Traceability } from "./traceability.ts";

const entry = ({ id, section, text }: Statement, { tests }: Traceability) => [
  id,
  { section, text, tests: Object.fromEntries(tests.get(id) ?? []) },
];

/**
 * The registry that `plinth report` and `plinth properties` read: every statement with the files
 * whose tests name it. Objects and no lists, so that the formatter has one way to write it.
 */
export const registryText = (
  { requirements, properties }: Specification,
  traced: Traceability,
): string =>
  `${JSON.stringify(
    {
      requirements: Object.fromEntries(requirements.map((one) => entry(one, traced))),
      properties: Object.fromEntries(properties.map((one) => entry(one, traced))),
    },
    null,
    2,
  )}\n`;
