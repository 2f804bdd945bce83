/** @import { Failure } from "./protocol.d.ts" */

/** What a request ends in when it does not succeed. */
export class LabError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.name = "LabError";
    this.kind = failure.kind;
    this.field = failure.field;
    this.line = failure.line;
    this.traceback = failure.traceback;
  }
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
export function asFailure(error) {
  if (error instanceof LabError) return { kind: error.kind, message: error.message };
  return { kind: "boot", message: String(error) };
}
