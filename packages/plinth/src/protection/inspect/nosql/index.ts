export { analyseNosql, operatorRule } from "./analyse.ts";
