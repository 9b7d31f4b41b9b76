export { analyseNosql } from "./analyse.ts";
export { analyseLanguages } from "./languages.ts";
export { analyseValue } from "./values.ts";
