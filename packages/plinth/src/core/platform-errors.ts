import { defineErrors } from "./errors.ts";

/** The codes every Plinth application answers with (ERR-02). Modules add their own. */
export const platformErrors = defineErrors({
  VALIDATION_ERROR: {
    status: 400,
    title: "The request is not valid",
    explanation:
      "One or more parts of the request do not fit the schema of the route. The member `details` lists every fault with its field; correct all of them and send the request again.",
  },
  INPUT_REJECTED: {
    status: 400,
    title: "The request looks like an attack",
    explanation:
      "A field that takes an identifier or another short technical value holds what looks like code or a path: SQL, markup, a command, an operator of a document store, or a way out of a directory. The member `details` names the field and the rule, never the text. If the value is meant as it is, it belongs into a field for free text.",
  },
  AUTHENTICATION_ERROR: {
    status: 401,
    title: "Sign in to continue",
    explanation:
      "The route needs a signed-in caller and the request carries no valid session cookie or access token. Sign in, or refresh the access token, and try again.",
  },
  AUTHORIZATION_ERROR: {
    status: 403,
    title: "You may not do this",
    explanation:
      "The caller is known but the policy of the route does not allow it: a role or permission is missing, or a cross-site check failed. Repeating the request does not help.",
  },
  STEP_UP_REQUIRED: {
    status: 401,
    title: "Confirm that it is you",
    explanation:
      "The route asks for a newer or a stronger proof than the one the session began with: the password or a passkey again, or a second factor. The answer names what is asked in `required`: the level (2 means two factors) and the greatest age of the proof in seconds (RFC 9470). Confirm, and send the request again.",
  },
  SIGNATURE_INVALID: {
    status: 401,
    title: "The request needs a valid signature",
    explanation:
      "The route asks callers with an API key to sign the request by RFC 9421: over the method, the target, the digest of the body, the time and a number used once. The signature is missing, does not fit the request, is too old, or was used before.",
  },
  CSRF_ERROR: {
    status: 403,
    title: "The request did not come from this site's own pages",
    explanation:
      "A request that is authenticated by a cookie must come from the site's own origin and carry the session's token in the X-CSRF-Token header. Get the token from /api/csrf-token.",
  },
  NOT_FOUND: {
    status: 404,
    title: "Nothing is here",
    explanation:
      "No route covers this address, or the object does not exist for this caller. Objects of other people answer the same.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: "This method is not allowed here",
    explanation:
      "The address exists but not with this method. The Allow header lists the methods that do.",
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: "The request did not arrive in time",
    explanation: "The body of the request was sent too slowly. Send it again.",
  },
  CONFLICT: {
    status: 409,
    title: "The state has changed",
    explanation:
      "The request contradicts the current state, for example because something was changed by another request. Load the current state and decide again.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: "The request is too large",
    explanation: "The body is larger than the route accepts. `limitBytes` names the limit.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: "This media type is not accepted",
    explanation:
      "The route takes JSON: send Content-Type: application/json. One that takes files says so in the documentation: send the form as multipart/form-data. Bodies are taken as they are: no Content-Encoding is accepted.",
  },
  FILE_TOO_LARGE: {
    status: 413,
    title: "A file is too large",
    explanation:
      "A file of the form is larger than its field accepts. `details` names the field, `limitBytes` the limit. Reading stopped there: send the whole form again with a smaller file.",
  },
  FILE_TYPE_REFUSED: {
    status: 415,
    title: "This type of file is not accepted",
    explanation:
      "The extension of the file's name, the type that was declared for it and its bytes must agree on one of the types that the field accepts. `details` names the field and what was wrong; `accepts` lists the types.",
  },
  FILE_REFUSED: {
    status: 422,
    title: "The file is not safe to take",
    explanation:
      "The file is of an accepted type but damaged, holds a second file or a script, or is an archive that unpacks to more than is allowed. `details` names the field and what was found. Save it again with the program that made it, and send it again.",
  },
  RATE_LIMIT_EXCEEDED: {
    status: 429,
    title: "Too many requests",
    explanation:
      "A limit of the route is used up. Wait for the number of seconds in Retry-After; the RateLimit headers tell what is left.",
  },
  TOO_MANY_STREAMS: {
    status: 429,
    title: "Too many streams are open",
    explanation:
      "Each caller may have a few streams of events open at once, and has them. Close one, such as a page in another tab, or wait for Retry-After seconds.",
  },
  ADDRESS_BLOCKED: {
    status: 429,
    title: "Your address is blocked for a while",
    explanation:
      "Too much that looked like an attack came from this network address: refused calls, failed sign-ins, paths that do not exist. It is let in again at `blockedUntil`, after Retry-After seconds. An administrator can lift the block earlier.",
  },
  ADDRESS_DENIED: {
    status: 403,
    title: "Your address is not let in",
    explanation:
      "Whoever runs the service refuses this network address, without an end. Ask them if you think that it is a mistake.",
  },
  HTTPS_REQUIRED: {
    status: 308,
    title: "Over HTTPS only",
    explanation:
      "The call came over plain HTTP, where others can read and change it. Send it again to the address in Location; browsers do so by themselves. Behind a proxy that ends HTTPS, the proxy has to be named in TRUSTED_PROXIES and to send X-Forwarded-Proto.",
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    title: "Something went wrong on our side",
    explanation:
      "An unexpected fault was recorded with the request id. Nothing was lost; try again, and quote the request id if it happens again.",
  },
  DATABASE_ERROR: {
    status: 500,
    title: "The data could not be read or saved",
    explanation:
      "The database refused the operation. The fault was recorded with the request id; try again.",
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    title: "Not available at the moment",
    explanation:
      "The service is starting, draining, overloaded, or something it needs is down. Wait for Retry-After seconds and try again.",
  },
  TIMEOUT: {
    status: 503,
    title: "This took too long",
    explanation:
      "The route did not finish within its declared time-out and was ended. Try again later or with a smaller request.",
  },
});
