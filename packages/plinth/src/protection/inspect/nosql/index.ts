export { analyseNosql } from "./analyse.ts";
export { analyseLanguages } from "./languages.ts";
