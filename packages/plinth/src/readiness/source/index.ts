export type { SourceFile } from "./file.ts";
export { reviewSource, type SourceGiven } from "./review.ts";
export { isRuleOf } from "./rules/index.ts";
export { readSourceReview, SOURCE_SCHEMA, type SourceReview } from "./schema.ts";
export { type Coverage, readCoverage } from "./throw-sites.ts";
export { sourceSarif, sourceText } from "./views.ts";
