export { analyseNosql } from "./analyse.ts";
