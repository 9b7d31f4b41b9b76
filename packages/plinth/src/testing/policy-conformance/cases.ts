import type { NumericField } from "#app";
import { type Bench, check, isAdmitted, withConnection } from "./bench.ts";
import type { RawAnswer } from "./connection.ts";
import { proveLimit } from "./limit-case.ts";
import { bodyFor, headFor, requestFor } from "./requests.ts";
import { ASK, type Policy } from "./stand-in.ts";

const ask = (bench: Bench, request: string): Promise<RawAnswer> =>
  withConnection(bench, (connection) => {
    connection.write(request);
    return connection.next();
  });

/** Exactly the size is taken; one byte more is refused while its body is still to come. */
const proveBodyLimit = async (bench: Bench, policy: Policy, bytes: number): Promise<void> => {
  const caller = bench.newCaller();
  const small = bodyFor(policy, caller);
  // White space around JSON makes any size; a single digit is JSON too.
  const text = (small.length > bytes ? "1" : small).padEnd(bytes, " ");
  const head = (framing: Readonly<Record<string, string>>): string =>
    `${headFor(policy, bench.newCaller(), { "Content-Type": "application/json", ...framing })}\r\n`;
  const sized = (length: number): string => head({ "Content-Length": String(length) });
  const exact = await ask(bench, `${sized(bytes)}${text}`);
  check(isAdmitted(exact), `a body of ${bytes} bytes is answered ${exact.status}`);
  const announced = await ask(bench, sized(bytes + 1));
  check(announced.status === 413, `one byte more, announced: ${announced.status}, not 413`);
  const chunk = `${(bytes + 1).toString(16)}\r\n${text} \r\n`;
  const unannounced = await ask(bench, `${head({ "Transfer-Encoding": "chunked" })}${chunk}`);
  check(unannounced.status === 413, `one byte more, unannounced: ${unannounced.status}, not 413`);
};

/**
 * A form of exactly the size is read to its end, and refused for what is in it; one byte more is
 * refused while all of it is still to come.
 */
const proveFormLimit = async (bench: Bench, policy: Policy, bytes: number): Promise<void> => {
  const sized = (length: number): string =>
    `${headFor(policy, bench.newCaller(), {
      "Content-Type": "multipart/form-data; boundary=conformance",
      "Content-Length": String(length),
    })}\r\n`;
  const end = "\r\n--conformance--\r\n";
  const exact = await ask(bench, `${sized(bytes)}${end.padStart(bytes, "x")}`);
  check(exact.status !== 413, `a form of ${bytes} bytes is answered ${exact.status}`);
  const announced = await ask(bench, sized(bytes + 1));
  check(announced.status === 413, `one byte more, announced: ${announced.status}, not 413`);
};

const NOWHERE = { method: "GET", path: "/conformance-nowhere" } as const;

const refuseEarly = ({ status }: RawAnswer): never => {
  throw new Error(`it was answered ${status} before its code could hang`);
};

/** Code that never answers is ended at the time-out and not a millisecond before. */
const proveTimeout = (bench: Bench, policy: Policy, milliseconds: number): Promise<void> =>
  withConnection(bench, async (connection) => {
    const hung = bench.hung();
    let isEnded = false;
    const answer = connection.next().then((one) => {
      isEnded = true;
      return one;
    });
    connection.write(requestFor(policy, bench.newCaller(), { [ASK.hang]: "1" }));
    await Promise.race([hung, answer.then(refuseEarly)]);
    bench.clock.advance(milliseconds - 1);
    // Once another answer has come, this one would have come too.
    await ask(bench, `${headFor(NOWHERE, bench.newCaller())}\r\n`);
    check(!isEnded, `it is ended before its ${milliseconds} milliseconds`);
    bench.clock.advance(1);
    await ask(bench, `${headFor(NOWHERE, bench.newCaller())}\r\n`);
    check(isEnded, `it is not ended after ${milliseconds} milliseconds`);
    const { status } = await answer;
    check(status === 503, `it is ended with ${status}, not 503`);
  });

const proveMaxAge = async (bench: Bench, policy: Policy, seconds: number): Promise<void> => {
  const answer = await ask(bench, requestFor(policy, bench.newCaller()));
  check(isAdmitted(answer), `it is answered ${answer.status}`);
  const told = answer.headers["cache-control"] ?? "nothing";
  const age = /(?:^|, )max-age=(\d+)/.exec(told)?.[1];
  check(Number(age) === seconds, `Cache-Control says ${told}, not ${seconds} seconds`);
};

/** What is asked for is enough, and the next less is not. */
const proveAssurance = async (bench: Bench, policy: Policy, field: NumericField): Promise<void> => {
  const { value, unit } = field;
  const isLevel = unit === "factors";
  const proven = (much: number): Promise<RawAnswer> => {
    const header = isLevel ? ASK.factors : ASK.provenAgo;
    return ask(bench, requestFor(policy, bench.newCaller(), { [header]: String(much) }));
  };
  const enough = await proven(value);
  check(isAdmitted(enough), `${value} ${unit} is answered ${enough.status}`);
  const less = await proven(isLevel ? value - 1 : value + 1);
  check(less.status === 401, `less than ${value} ${unit} is answered ${less.status}, not 401`);
};

/**
 * Proves one number of a policy over HTTP.
 * @throws {Error} saying what is not as the policy says.
 */
export const proveField = (bench: Bench, policy: Policy, field: NumericField): Promise<void> => {
  switch (field.field) {
    case "limit":
      return withConnection(bench, (connection) =>
        proveLimit({ bench, policy, field, connection }),
      );
    case "bodyLimit":
      return policy.upload === null
        ? proveBodyLimit(bench, policy, field.value)
        : proveFormLimit(bench, policy, field.value);
    case "timeout":
      return proveTimeout(bench, policy, field.value);
    case "cache":
      return proveMaxAge(bench, policy, field.value);
    case "assurance":
      return proveAssurance(bench, policy, field);
  }
};
