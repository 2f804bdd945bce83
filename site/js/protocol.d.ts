/**
 * The wire format between the page (client.js) and the worker (site/worker/worker.js). All of it.
 *
 * Every message names its session and its request. A request ends in exactly one `done` or `error`;
 * before that it may report any number of `progress` messages. Session 0 is the runtime itself.
 * Arrays cross as transferred Float32Arrays with a shape.
 */

/** A row-major float32 array and its shape, e.g. shape [4, 6, 6]: four maps of 6 × 6. */
export interface Tensor {
  data: Float32Array;
  shape: number[];
}

/** With "-scrambled", pixels have changed places, in every sketch alike. */
export type NetworkName =
  | `${"cnn" | "mlp" | "mlp-wide"}${"" | "-scrambled"}`
  | `${"plain" | "residual" | "identity"}-${number}`
  | "digits-28"
  | `${"linear" | "mlp" | "cnn"}-28`
  | "color-32";

/** What defines a run, and all that defines it: the same settings give the same curve. */
export interface Settings {
  learning_rate: number;
  batch_size: number;
  /** Number of 3 × 3 filters in the first convolution. */
  filters: number;
  /** Sketches are moved by up to this many pixels in each direction. */
  shift: number;
  /** How many different sketches to learn from; all, if there are fewer. */
  sketches: number;
  /** Of the first weights and of the order of the batches; the sketches are the same for every seed. */
  seed: number;
  /** The digits to tell apart. */
  classes: number[];
  /** By its name in `cnn_core/lab/networks.py`; the lesson's convolutional network, "cnn", by default. */
  network?: NetworkName;
  /** "adam" by default; "sgd" has a momentum of 0.9. */
  optimizer?: "adam" | "sgd";
  /** Which sketches to learn from, where they are few; the first ones, 0, by default. */
  subset?: number;
  /** What is left of each picture: "gray" takes the colors away, "shuffled" the shapes. "everything" by default. */
  sees?: "everything" | "gray" | "shuffled";
  /** "none" by default; with "move", each sketch is moved, turned, scaled and slanted anew whenever it is learned from. */
  augmentation?: "none" | "move";
}

/** What a reader has put in the place of a lab's network, or of its layers. */
export interface Edits {
  /** Sources of classes, by the names of those that they stand in for. */
  layers: Record<string, string>;
  /** Code whose last line is a network; null for the lab's own. */
  program: string | null;
}

/** A polyline in the unit square: [x, y] pairs, x to the right, y down. */
export type Stroke = [number, number][];

/**
 * What the reader drew: strokes, in color each with the number of its ink; or pixels set one by one on the 8 × 8 grid
 * (row-major, 0 to 1).
 */
export type Drawing = { strokes: Stroke[]; inks?: number[] } | { pixels: Float32Array };

/** A drawing, and the digit that it is to be. */
export type LabelledDrawing = { label: number } & ({ strokes: Stroke[] } | { pixels: ArrayLike<number> });

export type Command =
  /**
   * Boot the runtime from the folder at this absolute URL; on a retry, from the server itself. Reports BootProgress,
   * ends in Booted.
   */
  | { type: "boot"; runtime: string; isRetry?: boolean }
  /** Make (or make anew) the session's network and data. Ends in Created. */
  | { type: "create"; settings: Settings; edits?: Edits }
  /**
   * Train at `pace` steps a second (null: flat out), to step `until` or until paused (null).
   * Reports TrainProgress, ends in null.
   */
  | { type: "train"; pace: number | null; until: number | null }
  /** Change the pace of the train request under way. */
  | { type: "pace"; pace: number | null }
  /** End the train request under way, if there is one. Ends in null. */
  | { type: "pause" }
  /** One training step. Ends in TrainProgress. */
  | { type: "step" }
  /** Look at the network, as it is or with the weights of an earlier checkpoint. Ends in Inspection. */
  | { type: "inspect"; sample: number; drawing: Drawing | null; weights: Float32Array | null }
  | Question
  /**
   * Keep the reader's own drawings, in place of those kept before, and learn from some of them, from the next step on.
   * `create` forgets them. Ends in null.
   */
  | { type: "collect"; drawings: LabelledDrawing[]; learn: number[] }
  /** Go on from a checkpoint. Ends in Created. */
  | { type: "restore"; step: number; weights: Float32Array }
  /** The weights as an .npz file. Ends in ArrayBuffer. */
  | { type: "export" }
  /** Take the weights of an .npz file, at step 0. Ends in Created. */
  | { type: "import"; file: ArrayBuffer }
  /** Let this backend do the work of all sessions, from the next step on. Ends in its name. */
  | { type: "backend"; name: Backend }
  /** Explain something, by its name in `cnn_core/explain/`. Ends in that function's dict. */
  | { type: "explain"; name: string; arguments: Record<string, unknown> }
  /** Run a cell, as its errors are to name it. Reports Said while it runs, ends in Ran. */
  | { type: "run"; name: string; source: string }
  /** The source of a layer, by its class. Ends in LayerSource. */
  | { type: "source"; name: string }
  /** Check a rewritten layer where the session's network has it. Ends in Checked. */
  | { type: "check"; name: string; source: string }
  /** Try a reader's answer to an exercise. Reports Said, ends in Tried. */
  | { type: "test"; source: string; tests: string }
  /** Forget the session. Ends in null. */
  | { type: "close" };

/** What the views attached to a lab ask; `weights` are those of an earlier checkpoint, or null for now. */
export type Question =
  /** Every layer's output for one sample. Ends in Activations. */
  | ({ type: "activations" } & ActivationsWanted & Shown)
  /** The gradient at every layer and of every parameter, and the step that follows. Ends in Gradients. */
  | ({ type: "gradients" } & GradientsWanted & Shown)
  /** Let the network, or an earlier checkpoint of it, read the sketches from `start` on. Ends in Evaluation. */
  | { type: "evaluate"; split: Split; start: number; weights: Float32Array | null }
  /** Show the network the sketches from `start` on, and see what excites a convolution's filters. Ends in Excitement. */
  | ({ type: "excite"; split: Split; start: number } & ExcitementWanted & Omit<Shown, "sample">)
  /** Cover a part of the image, place by place from `start` on. Ends in Occlusion. */
  | ({ type: "occlude"; start: number } & OcclusionWanted & Shown)
  /** Ends in Pictures. */
  | { type: "sketches"; split: Split; indices: number[] };

export interface Shown {
  sample: number;
  drawing: Drawing | null;
  weights: Float32Array | null;
}

export interface ActivationsWanted {
  kind: "sample" | "drawing";
  /** A number whose arithmetic is wanted; layers are counted from 0, the input, to softmax. */
  cell: { layer: number; index: number[] } | null;
}

export interface GradientsWanted {
  /** A batch is of sketches that are trained on. */
  kind: "sample" | "drawing" | "batch";
  /** The digit that the drawing is to be; null for what the network takes it for. */
  label: number | null;
  cell: { layer: number; index: number[] } | null;
  weight: { layer: number; param: "kernel" | "bias"; index: number[] } | null;
}

export interface ExcitementWanted {
  /** Counted from 0. */
  convolution: number;
}

/** How strongly each filter answers to each sketch, and to which patch of it. */
export interface Excitement {
  start: number;
  total: number;
  labels: Float32Array;
  /** (n, f): the largest number of each map, after its ReLU. */
  responses: Tensor;
  /** (n, f, 4): the first and the last row, the first and the last column that it sees. */
  fields: Tensor;
  /** (f, k, k, channels) */
  filters: Tensor;
  /** Side of the square that one number sees. */
  sees: number;
  /** The same of the reader's drawing: (f,) and (f, 4). */
  drawing: { image: Tensor; responses: Float32Array; fields: Tensor } | null;
}

export interface OcclusionWanted {
  kind: "sample" | "drawing";
  /** Side of what covers the image, and the way from one place to the next, in pixels. */
  window: number;
  strides: number;
}

/** What the network says of an image with a square of it covered, at some of the places. */
export interface Occlusion {
  /** Places in each direction. */
  side: number;
  start: number;
  /** (m, classes) */
  probabilities: Tensor;
  /** Of the image as it is. */
  whole: Float32Array;
  /** (h, w, channels) */
  image: Tensor;
  /** What it is covered with, one for each channel. */
  cover: Float32Array;
  label: number | null;
}

export type Request = { session: number; request: number } & Command;

export interface BootProgress {
  /** What is loading now, in words for the reader: "Python", "NumPy", "the course's library". */
  what: string;
  /** Bytes so far and in all. */
  loaded: number;
  total: number;
}

/** Who does the arithmetic: the compiled kernels, or the NumPy that the page shows. */
export type Backend = "compiled" | "reference";

export interface Booted {
  python: string;
  numpy: string;
  backend: Backend;
  /** Whether the compiled kernels are those that multiply and add in one instruction, which not every browser has. */
  fused: boolean;
  /** Why the compiled kernels are not there; null if they are. */
  unavailable: string | null;
}

export interface LayerRow {
  /** "conv2d", "max_pool2d", ... */
  name: string;
  /** Its class, and whether that is the reader's. */
  kind: string;
  edited: boolean;
  /** Whether it is one of the library's, whose source can be opened. */
  source: boolean;
  /** Output shape of one sample, e.g. [6, 6, 4]. */
  output_shape: number[];
  params: number;
}

export interface Created {
  layers: LayerRow[];
  num_params: number;
  num_train: number;
  num_test: number;
  /** The digits, or whatever is told apart by its number, in the order of the network's outputs. */
  classes: number[];
  /** What each of them is called. */
  names: string[];
  /** Where training stands: step 0, with the curve's first point. Train accuracy is of as many sketches as are held out. */
  progress: TrainProgress;
}

export interface TrainProgress {
  step: number;
  epoch: number;
  loss: number;
  /** Fractions. Of the batches just trained on, before each was learned from; and of the held-out sketches. */
  train_accuracy: number;
  test_accuracy: number;
  /** Median time of one training step, in milliseconds. */
  step_ms: number;
  /** What the session really does at its pace. */
  steps_per_second: number;
  /** New points of the curve, rows of [step, loss, train_accuracy, test_accuracy]; may be none. */
  points: Tensor;
  /** All weights at `step`, flat: a checkpoint. */
  weights: Float32Array;
}

export interface Prediction {
  /** The digit with the highest probability. */
  digit: number;
  /** One for each class, in order. */
  probabilities: Float32Array;
}

export interface Inspection {
  /** The held-out sketch asked for (its index taken modulo their number). */
  sample: { index: number; label: number; image: Tensor; prediction: Prediction };
  /** (filters, 3, 3); (filters, 3, 3, 3) on color images */
  filters: Tensor;
  /** One for each filter. */
  biases: Float32Array;
  /** The sample's feature maps after the first ReLU, (filters, h, w). */
  maps: Tensor;
  /** What the network sees of the drawing; prediction is null when nothing is drawn. */
  drawing: { image: Tensor; maps: Tensor; prediction: Prediction | null } | null;
}

/** What comes out of a layer of class `kind`, for one sample, and the layer's parameters. */
export interface LayerActivations {
  name: string;
  kind: string;
  output: Tensor | Float32Array;
  kernel?: Tensor;
  bias?: Float32Array;
  /** Of max pooling: for each output, the index of its maximum in the flattened output of the layer before. */
  argmax?: Tensor;
}

/** What a number was computed from. `field`s are [top, bottom, left, right, channel or −1 for all] or [first, last]. */
export type CellActivation = { layer: number; index: number[]; value: number | null; fields: number[][] } & (
  | { kind: "pixel" | "other" }
  | {
      kind: "sum";
      inputs: Tensor | Float32Array;
      weights: Tensor | Float32Array;
      products: Tensor | Float32Array;
      bias: number | null;
      /** Where a convolution's patch begins. */
      start?: [number, number];
    }
  | { kind: "relu"; input: number | null }
  | { kind: "max"; inputs: Tensor; start: [number, number]; chosen: [number, number] }
  | { kind: "copy"; source: number[] }
  | { kind: "softmax"; inputs: Float32Array; exponentials: Float32Array }
);

export interface Activations {
  kind: "sample" | "drawing";
  /** The digit it was drawn as; null for a drawing. */
  label: number | null;
  prediction: number;
  loss: number | null;
  layers: LayerActivations[];
  cell: CellActivation | null;
}

/** The gradient of the loss with respect to a layer's output and parameters, and the step of the optimizer. */
export interface LayerGradients {
  name: string;
  kind: string;
  gradient: Tensor | Float32Array;
  kernel?: Tensor;
  bias?: Float32Array;
  kernel_change?: Tensor;
  bias_change?: Float32Array;
  /** Of ReLU and max pooling: through how many of its inputs' places a gradient can pass, of how many. */
  open?: number;
  places?: number;
}

/** How a number's gradient came back to it. */
export type CellGradient = { layer: number; index: number[]; value: number | null } & (
  | { kind: "loss"; probability: number | null; target: number }
  | {
      kind: "sum";
      inputs: Tensor | Float32Array;
      weights: Tensor | Float32Array;
      products: Tensor | Float32Array;
    }
  | { kind: "gate"; input: number | null; passed: number | null }
  | { kind: "route"; routes: Float32Array }
  | { kind: "copy" }
);

/** How a parameter's gradient came about; of a batch, `products` has one sum for each sample. */
export interface WeightGradient {
  layer: number;
  param: "kernel" | "bias";
  index: number[];
  value: number | null;
  gradient: number | null;
  inputs: Tensor | Float32Array | number | null;
  signals: Tensor | Float32Array | number | null;
  products: Tensor | Float32Array | number;
  /** The finite difference in float64, with the weight moved by `step` both ways. */
  difference: number | null;
  step: number;
  /** What the lab's optimizer would add to it, and what plain gradient descent would. */
  change: number | null;
  plain: number | null;
}

export interface Gradients {
  kind: "sample" | "drawing" | "batch";
  label: number | null;
  prediction: number;
  /** What the network was shown; null of a batch. */
  image: Tensor | null;
  loss: number | null;
  probabilities: Float32Array;
  target: Float32Array;
  /** Of sketches. */
  count: number;
  /** As Python writes it. */
  optimizer: string;
  /** Whether it remembers no step, as before the first one and at a checkpoint. */
  fresh: boolean;
  layers: LayerGradients[];
  cell: CellGradient | null;
  weight: WeightGradient | null;
}

/** What an explanation returns, as its docstring has it; arrays of more than one axis are Tensors. */
export type Explanation = object;

/** What is trained on, what is held out, or the reader's own drawings. */
export type Split = "train" | "test" | "drawn";

/** How the network reads some of the sketches: as many as take a few milliseconds. */
export interface Evaluation {
  start: number;
  /** How many sketches there are. */
  total: number;
  /** For each sketch read: the digit drawn, the digit it is taken for, and the probability of that. */
  labels: Float32Array;
  predictions: Float32Array;
  confidences: Float32Array;
  /** (classes, classes): a row for each digit drawn, a column for each answer. */
  confusion: Tensor;
}

export interface Pictures {
  /** (n, h, w, channels) */
  images: Tensor;
}

/** What a reader's code says while it runs. */
export type Said =
  | { kind: "text"; stream: "out" | "error"; text: string }
  /** (n, h, w, c) with c 1 or 3, from `low` to `high`; `count` is how many there were before some were left out. */
  | { kind: "images"; images: Tensor; low: number; high: number; count: number; label: string }
  | { kind: "plot"; series: { name: string; every: number; values: Float32Array }[]; label: string };

/** A line of the reader's that led to an error; `where` names the cell, `name` the function. */
export interface Frame {
  where: string;
  line: number;
  name: string;
  text: string;
}

export interface CodeError {
  type: string;
  message: string;
  hint: string | null;
  /** In the code that was run; counted from 1, as columns are. */
  line: number | null;
  column: number | null;
  frames: Frame[];
  left_out: number;
  /** Where in the library it was raised; null in the reader's own code. */
  inside: string | null;
}

export interface Ran {
  error: CodeError | null;
  seconds: number;
  /** Names in the library that the cells have changed for themselves. */
  changed: string[];
  /** Code that makes the network that the cell's last line is; null if it is none. */
  program: string | null;
}

export interface LayerSource {
  name: string;
  file: string;
  line: number;
  text: string;
}

/** One thing that was checked; null where it was not come to. */
export interface CheckRow {
  what: string;
  passed: boolean | null;
  detail: string;
}

export interface Checked {
  rows: CheckRow[];
  error: CodeError | null;
  /** A network can be trained with it, if badly. */
  can_train: boolean;
  /** It gives what the library's gives. */
  is_same: boolean;
  /** Its gradients are those of what it gives. */
  is_right: boolean;
}

export interface Tried {
  error: CodeError | null;
  results: { what: string; passed: boolean; detail: string }[];
}

export interface Failure {
  /**
   * "boot": the runtime did not load; "settings": a value was refused (`field` names it);
   * "arguments": so was something to be explained (`field`: its name, or that of one number, `input[0][2]`);
   * "diverged": training stopped on a non-finite loss; "file": an imported file was refused;
   * "code": so was the reader's code (`line`, if one is to blame); "stopped": it was ended before it was done;
   * "worker": the worker died or did not answer; "internal": a fault of ours, with its traceback.
   */
  kind: "boot" | "settings" | "arguments" | "diverged" | "file" | "code" | "stopped" | "worker" | "internal";
  message: string;
  field?: string;
  line?: number | null;
  traceback?: string;
}

export type Response = { session: number; request: number } & (
  | { type: "progress"; value: BootProgress | TrainProgress | Said }
  | {
      type: "done";
      value:
        | Booted
        | Created
        | TrainProgress
        | Inspection
        | Evaluation
        | Pictures
        | Excitement
        | Occlusion
        | Activations
        | Gradients
        | ArrayBuffer
        | Backend
        | Explanation
        | Ran
        | LayerSource
        | Checked
        | Tried
        | null;
    }
  | { type: "error"; error: Failure }
);
