export { analyseMarkup } from "./markup.ts";
export { analyseScript } from "./script.ts";
