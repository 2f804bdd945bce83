/** Stands in for workers: the tests speak for them. */

import { resolveObjectURL } from "node:buffer";

/** Those made so far, newest last. @type {FakeWorker[]} */
export const workers = [];

export class FakeWorker {
  /** @type {any[]} */
  received = [];
  terminated = false;
  /** @param {string} address of its script */
  constructor(address) {
    this.address = address;
    workers.push(this);
  }
  /** Hear what its script lets it hear. */
  async begin() {
    const script = await resolveObjectURL(this.address).text();
    this.postMessage(JSON.parse(/ hear\((.*)\);$/.exec(script)[1]));
  }
  /** @param {any} message */
  postMessage(message) {
    this.received.push(structuredClone(message));
  }
  terminate() {
    this.terminated = true;
  }
  /** @param {string} type */
  last(type) {
    return this.received.findLast((message) => message.type === type);
  }
  get types() {
    return this.received.map(({ type }) => type);
  }
  /** @param {string} command @param {any} value */
  done(command, value = null) {
    return this.#answer(command, { type: "done", value });
  }
  /** @param {string} command @param {any} value */
  progress(command, value) {
    return this.#answer(command, { type: "progress", value });
  }
  /** @param {string} command @param {any} error */
  error(command, error) {
    return this.#answer(command, { type: "error", error });
  }
  /** @param {string} command @param {object} answer */
  #answer(command, answer) {
    const { session, request } = this.last(command);
    this.onmessage({ data: { session, request, ...answer } });
    return settle();
  }
}

/** Let promises that can settle do so. */
export async function settle() {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

/** From now on, workers are these. */
export function installFakeWorkers() {
  workers.length = 0;
  Object.assign(globalThis, { Worker: FakeWorker, location: { origin: "null" } }); // that of Node's blobs
}
