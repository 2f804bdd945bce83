/** ConvNetJS: image after image, with its own trainer, which steps after each batch. */

/* global convnetjs */

export async function load() {
  const script = document.createElement("script");
  script.src = "/node_modules/convnetjs/build/convnet.js";
  document.head.append(script);
  await new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
  return "ConvNetJS 0.3.0";
}

export const variants = [{ name: "Trainer", open }];

function open(task) {
  const [h, w, c] = task.input_shape;
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: w, out_sy: h, out_depth: c },
    ...task.layers.flatMap(definition).slice(0, -1),
    { type: "softmax", num_classes: task.layers.at(-1).units },
  ]);
  fill(net, task.weights);
  const trainer = new convnetjs.Trainer(net, {
    method: "sgd",
    learning_rate: task.learning_rate,
    momentum: task.momentum,
    batch_size: task.batches[0].length,
  });
  const batches = task.images.map((images, batch) => {
    const labels = task.batches[batch];
    const size = images.length / labels.length;
    return labels.map((label, n) => {
      const x = new convnetjs.Vol(w, h, c, 0);
      x.w.set(images.subarray(n * size, (n + 1) * size));
      return { x, label };
    });
  });
  let next = 0;
  return () => {
    const batch = batches[next];
    next = (next + 1) % batches.length;
    let loss = 0;
    let right = 0;
    for (const { x, label } of batch) {
      loss += trainer.train(x, label).cost_loss;
      right += net.getPrediction() === label;
    }
    return { loss: loss / batch.length, accuracy: right / batch.length };
  };
}

function definition({ kind, filters, kernel_size, padding, pool_size, units }) {
  switch (kind) {
    case "Conv2D":
      return [
        { type: "conv", sx: kernel_size, filters, stride: 1, pad: padding === "same" ? kernel_size >> 1 : 0 },
      ];
    case "MaxPool2D":
      return [{ type: "pool", sx: pool_size, stride: pool_size }];
    case "Dense":
      return [{ type: "fc", num_neurons: units }];
    case "ReLU":
      return [{ type: "relu" }];
  }
  return [];
}

/** A kernel's last axis counts its filters; ConvNetJS keeps each by itself. */
function fill(net, weights) {
  const layers = net.layers.filter(({ filters }) => filters);
  for (const [index, { filters, biases }] of layers.entries()) {
    const kernel = weights[2 * index];
    for (const [f, filter] of filters.entries()) {
      for (let i = 0; i < filter.w.length; i++) filter.w[i] = kernel[i * filters.length + f];
    }
    biases.w.set(weights[2 * index + 1]);
  }
}
