export { createReplyHeaders, type ReplyHeaderOptions } from "./reply-headers.ts";
