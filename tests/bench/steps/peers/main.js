/** Opens tasks with the library named in the query, and runs their steps, each awaited to its end. */

/** As the laboratory's clock has it, since browsers' clocks are coarse. */
const BLOCK_MS = 5;
const TUNING_MS = 300;

const { library } = Object.fromEntries(new URLSearchParams(location.search));
const { load, variants } = await import(`./${library}.js`);
const version = await load();
/** Steps by their task. */
const kept = new Map();

/** The task's description with its weights and images. */
async function fetchTask(name) {
  const task = await (await fetch(`/tasks/${name}.json`)).json();
  const floats = new Float32Array(await (await fetch(`/tasks/${name}.f32`)).arrayBuffer());
  let start = 0;
  const take = (size) => {
    start += size;
    return floats.subarray(start - size, start);
  };
  task.weights = task.weight_shapes.map((shape) => take(product(shape)));
  task.images = task.batches.map((labels) => take(labels.length * product(task.input_shape)));
  return task;
}

function product(numbers) {
  return numbers.reduce((all, n) => all * n, 1);
}

/** Step for some time; the median time of a step, and what the last block's steps saw. */
async function run(step, ms) {
  const blocks = [];
  let seen = [];
  const deadline = performance.now() + ms;
  do {
    seen = [];
    const began = performance.now();
    let now = began;
    do {
      seen.push(await step());
      now = performance.now();
    } while (now - began < BLOCK_MS);
    blocks.push((now - began) / seen.length);
  } while (performance.now() < deadline);
  const mean = (name) => seen.reduce((sum, one) => sum + one[name], 0) / seen.length;
  return { ms: median(blocks), loss: mean("loss"), accuracy: mean("accuracy") };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

window.peer = {
  start: () => version,

  /** Losses of the first steps. */
  async check({ task, steps }) {
    const step = variants[0].open(await fetchTask(task));
    const losses = [];
    while (losses.length < steps) losses.push((await step()).loss);
    return losses;
  },

  /** Keep the fastest of the ways that the library offers. */
  async tune({ task }) {
    const opened = await fetchTask(task);
    let best = { ms: Infinity, name: "" };
    for (const { name, open } of variants) {
      const step = open(opened);
      let { ms } = await run(step, TUNING_MS);
      if (ms < TUNING_MS) ({ ms } = await run(step, TUNING_MS)); // the first was to warm up
      if (ms >= best.ms) continue;
      best = { ms, name };
      kept.set(task, step);
    }
    return best.name;
  },

  run: ({ task, seconds }) => run(kept.get(task), 1000 * seconds),
};
