import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkpointsOf,
  History,
  MAX_CHECKPOINTS,
  MAX_POINTS,
  Run,
  Track,
} from "../../../site/js/lab/history.js";

const SETTINGS = {
  learning_rate: 0.01,
  batch_size: 32,
  filters: 4,
  shift: 0,
  sketches: 3000,
  seed: 1,
  classes: [0, 1, 2, 3],
};

/** Progress at `step`, with one point of the curve there. */
function progress(step, test = 0.9) {
  return {
    step,
    points: { data: Float32Array.of(step, 0.5, 0.8, test), shape: [1, 4] },
    weights: Float32Array.of(step),
  };
}

/** A run that has got to `steps` steps, reporting every 5. */
function trained(history, steps) {
  for (let step = 0; step <= steps; step += 5) history.run.add(progress(step, step / 1000));
}

test("a track stays within its limit, keeps its first and newest, and spreads evenly", () => {
  const track = new Track(400);
  for (let step = 0; step <= 100_000; step++) {
    track.push(step, `at ${step}`);
    assert.ok(track.length <= 400);
    assert.equal(track.steps.at(-1), step);
  }
  assert.equal(track.steps[0], 0);
  assert.ok(track.length >= 200, `only ${track.length} are left`);
  const gaps = track.steps.slice(1, -1).map((step, i) => step - track.steps[i]);
  assert.ok(Math.max(...gaps) <= 2 * Math.min(...gaps), "the gaps differ");
  assert.ok(track.values.every((value, i) => value === `at ${track.steps[i]}`));
});

test("a track taken up again at an earlier step forgets what came after", () => {
  const track = new Track(100);
  for (const step of [0, 10, 20, 30]) track.push(step, "old");
  track.push(15, "new");
  assert.deepEqual(track.steps, [0, 10, 15]);
  track.push(15, "newer");
  assert.deepEqual(track.values, ["old", "old", "newer"]);
});

test("the nearest and the last before a step are found", () => {
  const track = new Track(100);
  assert.equal(track.nearest(5), -1);
  assert.equal(track.before(5), -1);
  for (const step of [10, 20, 40]) track.push(step, step);
  for (const [step, nearest, before] of [
    [0, 0, 0],
    [14, 0, 0],
    [16, 1, 0],
    [20, 1, 1],
    [31, 2, 1],
    [99, 2, 2],
  ]) {
    assert.equal(track.nearest(step), nearest, `nearest to ${step}`);
    assert.equal(track.before(step), before, `before ${step}`);
  }
});

test("a run keeps a bounded curve and bounded checkpoints", () => {
  const run = new Run(SETTINGS);
  for (let step = 0; step <= 50_000; step += 5) run.add(progress(step));
  assert.ok(run.curve.length <= MAX_POINTS);
  assert.ok(run.checkpoints.length <= MAX_CHECKPOINTS);
  assert.equal(run.step, 50_000);
  assert.equal(run.checkpoints.values.at(-1)[0], 50_000);
  assert.ok(Math.abs(run.at(20_003).test - 0.9) < 1e-6);
});

test("a report without points is a checkpoint all the same", () => {
  const run = new Run(SETTINGS);
  run.add({ ...progress(3), points: { data: new Float32Array(0), shape: [0, 4] } });
  assert.equal(run.step, 3);
  assert.equal(run.at(3), null);
});

test("an earlier run is kept, unless it got nowhere", () => {
  const history = new History(SETTINGS);
  history.run.add(progress(0));
  history.begin({ ...SETTINGS, seed: 2 });
  assert.equal(history.earlier.length, 0);
  trained(history, 100);
  history.begin({ ...SETTINGS, seed: 3 });
  assert.deepEqual(
    history.earlier.map(({ letter, settings, steps }) => [letter, settings.seed, steps.at(-1)]),
    [["A", 2, 100]],
  );
  assert.equal(history.run.step, 0);
  history.forgetEarlier();
  assert.equal(history.earlier.length, 0);
});

test("of runs that repeat each other only the longest is kept; loaded weights are no repetition", () => {
  const history = new History(SETTINGS);
  trained(history, 50);
  history.begin(SETTINGS);
  trained(history, 100);
  history.begin(SETTINGS);
  trained(history, 20);
  history.begin(SETTINGS, true);
  trained(history, 10);
  history.begin(SETTINGS);
  assert.deepEqual(
    history.earlier.map(({ letter, loaded, steps }) => [letter, loaded, steps.at(-1)]),
    [
      ["A", false, 100],
      ["B", true, 10],
    ],
  );
});

test("earlier runs don't pile up for ever", () => {
  const history = new History(SETTINGS);
  for (let seed = 0; seed < 40; seed++) {
    trained(history, 10);
    history.begin({ ...SETTINGS, seed });
  }
  assert.equal(history.earlier.length, 26);
});

test("of a large network, fewer checkpoints are kept", () => {
  assert.equal(checkpointsOf(new Float32Array(700)), MAX_CHECKPOINTS);
  assert.equal(checkpointsOf(new Float32Array(37_146)), 107);
  assert.equal(checkpointsOf(new Float32Array(1e6)), 40);
});
