import { type Route, reply, route } from "#http";
import { type PolicyDeclaration, Type } from "#policy";

const PATH = "/.well-known/security.txt";
const DAY_MS = 86_400_000;
/** RFC 9116 section 2.5.5 asks for less than a year. */
const VALID_MS = 180 * DAY_MS;

const policy = {
  access: { public: true, because: "who finds a fault has no account" },
  summary: "Says whom to tell about a fault (RFC 9116)",
  responses: { 200: Type.String() },
  produces: "text",
  cache: { public: "1h" },
} as const satisfies PolicyDeclaration;

/** What the file is made from. */
export interface SecurityTextParts {
  /** mailto: or https:, as the settings have it. */
  readonly contact: string;
  readonly publicUrl: () => string;
  readonly now: () => number;
}

/** The day on which the text is to be read anew; the same for all answers of one day. */
const expiry = (now: number): string =>
  new Date(Math.floor((now + VALID_MS) / DAY_MS) * DAY_MS).toISOString();

/** /.well-known/security.txt: whom to tell about a fault (DOC-04). */
export const securityTextRoutes = ({
  contact,
  publicUrl,
  now,
}: SecurityTextParts): readonly Route[] => [
  route.get(PATH, policy, () => {
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${expiry(now())}`,
      "Preferred-Languages: en",
      `Canonical: ${publicUrl()}${PATH}`,
    ];
    // Section 2.2: every line ends with a line break, the last one too.
    return reply(200, `${lines.join("\n")}\n`, ["Content-Type", "text/plain; charset=utf-8"]);
  }),
];
