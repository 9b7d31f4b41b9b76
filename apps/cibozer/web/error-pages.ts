import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { themeInit } from "../../../packages/console/build/first-paint.ts";
import { CATALOG_FOLDERS, catalogFiles, readCatalog } from "./catalogs.ts";
import {
  NOT_FOUND_WORDS,
  OUR_FAULT_WORDS,
  REFUSED_WORDS,
  TOO_OFTEN_WORDS,
} from "./src/frame/error-words.ts";

type Words = {
  readonly title: string;
  readonly text: string;
  readonly start: string;
  /** Said when somebody has waited long enough. */
  readonly ready?: string;
};

const STYLES = [
  "../../../packages/console/src/theme/tokens.css",
  "src/brand/colours.css",
  "src/brand/error-page.css",
];
const WORDMARK = "public/favicon.svg";

/** Languages beside English, with the way they run. */
const OTHERS = { de: "ltr", ar: "rtl" } as const;

/** An empty plate, as `Plate` draws it; a broken one where we broke something. */
const plate = (crack: string): string =>
  [
    '<svg class="plate" aria-hidden="true" width="140" height="140" viewBox="0 0 100 100">',
    '<circle class="plate-body" cx="50" cy="50" r="48.5"/>',
    '<circle class="plate-rim" cx="50" cy="50" r="45"/>',
    `<circle class="plate-well" cx="50" cy="50" r="41"/>${crack}</svg>`,
  ].join("");

const CRACK = '<path class="plate-crack" d="M58 2 47 21l13 16-17 15 11 16-12 12 6 18"/>';

/** The file's name, what it says, and what it shows. */
const PAGES: Readonly<Record<string, readonly [words: Words, picture: string]>> = {
  "404": [NOT_FOUND_WORDS, plate("")],
  "429": [TOO_OFTEN_WORDS, plate("")],
  "4xx": [REFUSED_WORDS, plate("")],
  "5xx": [OUR_FAULT_WORDS, plate(CRACK)],
};

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");

/** Without notes, and without the ends of lines. */
const small = (css: string): string =>
  css
    .replaceAll(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Counts the seconds of Retry-After down, in digits that every language reads. */
const COUNTDOWN = [
  '(()=>{const e=document.querySelector(".wait");let n=Number(e.dataset.seconds);if(!(n>0))return;',
  'const two=(m)=>String(m).padStart(2,"0"),h=()=>Math.floor(n/3600);',
  'const tell=()=>{e.textContent=(h()?h()+":"+two(Math.floor(n/60)%60):Math.floor(n/60))+":"+two(n%60)};',
  "tell();const t=setInterval(()=>{n-=1;if(n>0)return tell();clearInterval(t);",
  'document.documentElement.dataset.ready=""},1000)})()',
].join("");

const TIMER = `<p class="wait" role="timer" dir="ltr" data-seconds="{{retryAfterSeconds}}"></p><script>${COUNTDOWN}</script>`;

const section = (attributes: string, { title, text, start, ready }: Words): string =>
  [
    `<section ${attributes}><h1>${title}</h1><p${ready === undefined ? "" : ' class="waiting"'}>${text}</p>`,
    ready === undefined ? "" : `<p class="ready" role="status">${ready}</p>`,
    `<p><a class="btn" href="/">${start}</a></p></section>`,
  ].join("");

/** Every language is inside: which one is read, the page finds as all pages do, by its script. */
const sections = (words: Words): string => {
  const others = Object.entries(OTHERS).map(([tag, dir]) => {
    const files = CATALOG_FOLDERS.flatMap((folder) => catalogFiles(folder, tag));
    const said = Object.assign({}, ...files.map(readCatalog)) as Readonly<Record<string, string>>;
    const own = Object.entries(words).map(([part, english]) => [part, said[english]] as const);
    if (own.some(([, word]) => word === undefined))
      throw new Error(`${tag} lacks words for errors`);
    return section(`lang="${tag}" dir="${dir}"`, Object.fromEntries(own) as Words);
  });
  return [section('lang="en" dir="ltr"', words), ...others].join("");
};

const pageOf = (words: Words, picture: string): string =>
  `<!doctype html>
<html lang="en" data-languages="en ${Object.keys(OTHERS).join(" ")}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>{{status}} · Cibozer</title>
    <script>${themeInit()}</script>
    <style>${small(STYLES.map(read).join("\n"))}</style>
  </head>
  <body>
    <header>
      <a class="wordmark" href="/">${read(WORDMARK)
        .replace("<svg ", '<svg width="32" height="32" aria-hidden="true" ')
        .replace(/<title>.*<\/title>/, "")
        .trim()} Cibozer</a>
    </header>
    <main>
      ${picture}
      ${sections(words)}${words.ready === undefined ? "" : TIMER}
      <p class="trace"><a href="{{documentationUrl}}">{{code}}</a> <code>{{requestId}}</code></p>
    </main>
  </body>
</html>
`;

/**
 * The pages that the server sends for an address that leads nowhere, for what it does not take, and
 * where it is at fault: they look like Cibozer, and need no other file (ERR-04). The server fills in what is in double braces.
 */
export const errorPages = (): Plugin => ({
  name: "error-pages",
  generateBundle() {
    for (const [name, [words, picture]] of Object.entries(PAGES)) {
      this.emitFile({
        type: "asset",
        fileName: `errors/${name}.html`,
        source: pageOf(words, picture),
      });
    }
  },
});
