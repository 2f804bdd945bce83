/** The page's side of our worker, for the page to evaluate: starts it as client.js does, and times its answers. */
(() => {
  const address = (name) =>
    new URL(document.querySelector(`meta[name="${name}"]`).content, document.baseURI).href;
  const script = `import ${JSON.stringify(address("convnets-worker"))};`;
  const shim = new Blob([script], { type: "text/javascript" });
  const policy = window.trustedTypes?.createPolicy("convnets", { createScriptURL: (url) => url });
  const shimUrl = URL.createObjectURL(shim);
  const worker = new Worker(policy?.createScriptURL(shimUrl) ?? shimUrl, { type: "module" });
  /** Requests that have not ended. */
  const pending = new Map();
  let last = 0;

  worker.onmessage = ({ data: { request, type, value, error } }) => {
    const { resolve, reject, onProgress } = pending.get(request);
    if (type === "progress") return onProgress?.(value);
    pending.delete(request);
    if (type === "done") resolve(value);
    else reject(new Error(error.message));
  };

  const ask = (session, command, onProgress) =>
    new Promise((resolve, reject) => {
      last += 1;
      pending.set(last, { resolve, reject, onProgress });
      worker.postMessage({ session, request: last, ...command });
    });

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const inspect = { type: "inspect", sample: 0, drawing: null, weights: null };

  /** Milliseconds from question to answer. */
  async function time(session, command) {
    const began = performance.now();
    await ask(session, command);
    return performance.now() - began;
  }

  window.ours = {
    boot: () => ask(0, { type: "boot", runtime: address("convnets-runtime") }),

    use: (name) => ask(0, { type: "backend", name }),

    async create(session, settings) {
      await ask(session, { type: "create", settings });
    },

    /** Losses of the first steps. */
    async check(session, steps) {
      const losses = [];
      while (losses.length < steps) losses.push((await ask(session, { type: "step" })).loss);
      return losses;
    },

    /** Train flat out for some time, as a page does. */
    async run(session, seconds) {
      let progress;
      const training = ask(session, { type: "train", pace: null, until: null }, (value) => {
        progress = value;
      });
      await sleep(1000 * seconds);
      await ask(session, { type: "pause" });
      await training;
      const { step_ms, loss, train_accuracy } = progress;
      return { ms: step_ms, loss, accuracy: train_accuracy };
    },

    /** Train flat out until so many of the held-out examples are right, at most `limit` steps. */
    async until(session, accuracy, limit) {
      const began = performance.now();
      let found = null;
      await ask(session, { type: "train", pace: null, until: limit }, ({ step, test_accuracy }) => {
        if (found?.arrived) return;
        const arrived = test_accuracy >= accuracy;
        found = { seconds: (performance.now() - began) / 1000, steps: step, arrived };
        if (arrived) ask(session, { type: "pause" });
      });
      return found;
    },

    /** Milliseconds until the worker answers while it trains flat out: a look into the network, and a pause. */
    async wait(session, count) {
      const waits = { inspect: [], pause: [] };
      while (waits.inspect.length < count) {
        const training = ask(session, { type: "train", pace: null, until: null });
        for (let looks = 0; looks < 5; looks++) {
          await sleep(20 + 80 * Math.random());
          waits.inspect.push(await time(session, inspect));
        }
        await sleep(80 * Math.random());
        waits.pause.push(await time(session, { type: "pause" }));
        await training;
      }
      return waits;
    },
  };
})();
