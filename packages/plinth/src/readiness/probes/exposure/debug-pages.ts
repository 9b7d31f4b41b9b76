import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { siteOf } from "../../support/pages/site.ts";
import { HTML, unknownPath } from "../../support/replies.ts";
import type { Ask, Target } from "../../target.ts";

/** What error pages say that frameworks make for their programmers. */
const SIGNS: readonly (readonly [string, RegExp])[] = [
  [
    "Django",
    /You(?:'|&#x27;|&#39;)re seeing this error because you have <code>DEBUG = True|Using the URLconf defined in/,
  ],
  ["Werkzeug", /Werkzeug (?:powered traceback|Debugger)|__debugger__/],
  ["Laravel", /class="ignition|Whoops\\?(?:, looks like|! There was)|Illuminate\\/],
  ["Symfony", /Symfony Exception|sf-exceptionreset/],
  ["Rails", /<h1>\s{0,9}Routing Error|Rails\.root: |ActionController::/],
  ["Spring", /\bat org\.springframework\./],
  ["ASP.NET", /Server Error in (?:'|&#39;)\/|<b>\s{0,4}(?:Exception Details|Source Error):/],
  ["PHP", /<\/b> on line <b>\d/],
  ["PHP", /\.php(?::| on line )\d/],
  ["Express", /<br> &nbsp; &nbsp;at /],
  ["Phoenix", /Phoenix\.Router\.NoRouteError|Plug\.Debugger/],
  ["Next.js or Vite", /"err":\{"name":|vite-error-overlay|\/@vite\/client/],
];

/** Requests over which careless programs stumble. */
const awkward = (target: Target): readonly (readonly [path: string, ask: Ask])[] => [
  [unknownPath(target), { headers: HTML }],
  ["/?id[]=1&page=-1", { headers: HTML }],
  ["/%ff", { headers: HTML }],
  ["/?q=%00", { headers: HTML }],
  ["/", { headers: { ...HTML, Cookie: "session=%7B%22a%22%3A" } }],
];

/** OWASP ASVS V13.4.2 */
export const debugPages: Probe = {
  id: "debug-pages",
  claim: "No error page is the one that a framework makes for its programmers",
  requirements: ["ERR-05", "ERR-08"],
  standard: "OWASP ASVS 5 V13.4.2, V16.5.1; CWE-489",
  owasp: "A05",
  severity: "high",
  depth: "look",
  remedy:
    "Start the program for production: DEBUG = False, NODE_ENV=production, APP_DEBUG=false, display_errors=Off.",
  sabotage: "show-debugger",
  run: async (target) => {
    const answers = [...(await siteOf(target)).pages];
    for (const [path, ask] of awkward(target)) answers.push(await target.visitor().ask(path, ask));
    const faults: Fault[] = answers.flatMap((answer) =>
      SIGNS.filter(([, sign]) => sign.test(answer.text.slice(0, 200_000))).map(([name]) => ({
        what: `${answer.asked.path.slice(0, 60)} shows what ${name} shows its programmers`,
        answer,
      })),
    );
    return judge({
      faults,
      checked: answers.length,
      of: "pages",
      wanted: "no page for programmers",
    });
  },
};
