/** TensorFlow.js on its "cpu" backend: by the model's own `trainOnBatch`, or by `optimizer.minimize`. */

/* global tf */

export async function load() {
  const script = document.createElement("script");
  script.src = "/node_modules/@tensorflow/tfjs/dist/tf.es2017.min.js";
  document.head.append(script);
  await new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
  tf.enableProdMode();
  await tf.setBackend("cpu");
  return `TensorFlow.js ${tf.version.tfjs}, ${tf.getBackend()}`;
}

export const variants = [
  { name: "optimizer.minimize", open: openMinimize },
  { name: "trainOnBatch", open: openTrainOnBatch },
];

function build(task) {
  const model = tf.sequential();
  let layers = 0;
  for (const { kind, ...options } of task.layers) {
    const inputShape = layers++ ? undefined : task.input_shape;
    model.add(layer(kind, options, inputShape));
  }
  model.setWeights(task.weights.map((values, index) => tf.tensor(values, task.weight_shapes[index])));
  return model;
}

function layer(kind, { filters, kernel_size, padding, pool_size, units }, inputShape) {
  switch (kind) {
    case "Conv2D":
      return tf.layers.conv2d({ filters, kernelSize: kernel_size, padding, inputShape });
    case "MaxPool2D":
      return tf.layers.maxPooling2d({ poolSize: pool_size });
    case "Dense":
      return tf.layers.dense({ units });
    case "ReLU":
      return tf.layers.reLU();
  }
  return tf.layers.flatten();
}

function readBatches(task) {
  const classes = task.layers.at(-1).units;
  return task.images.map((images, batch) => {
    const labels = tf.tensor1d(task.batches[batch], "int32");
    return {
      x: tf.tensor(images, [task.batches[batch].length, ...task.input_shape]),
      labels,
      oneHot: tf.oneHot(labels, classes).toFloat(),
    };
  });
}

function openMinimize(task) {
  const model = build(task);
  const batches = readBatches(task);
  const optimizer = tf.train.momentum(task.learning_rate, task.momentum);
  let next = 0;
  return async () => {
    const { x, labels, oneHot } = batches[next];
    next = (next + 1) % batches.length;
    const [loss, accuracy] = tf.tidy(() => {
      let logits;
      const loss = optimizer.minimize(() => {
        logits = tf.keep(model.apply(x, { training: true }));
        return tf.losses.softmaxCrossEntropy(oneHot, logits);
      }, true);
      const accuracy = logits.argMax(1).equal(labels).mean();
      logits.dispose();
      return [loss, accuracy];
    });
    const seen = { loss: (await loss.data())[0], accuracy: (await accuracy.data())[0] };
    tf.dispose([loss, accuracy]);
    return seen;
  };
}

function openTrainOnBatch(task) {
  const model = build(task);
  const batches = readBatches(task);
  model.compile({
    optimizer: tf.train.momentum(task.learning_rate, task.momentum),
    loss: (expected, logits) => tf.losses.softmaxCrossEntropy(expected, logits),
    metrics: [tf.metrics.categoricalAccuracy],
  });
  let next = 0;
  return async () => {
    const { x, oneHot } = batches[next];
    next = (next + 1) % batches.length;
    const [loss, accuracy] = await model.trainOnBatch(x, oneHot);
    return { loss, accuracy };
  };
}
