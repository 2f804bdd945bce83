/* What Python sees: one function an operation. Each takes its arrays, results last, and looks at every one before it
 * touches any: type, order in memory, shape, and whether it may be written. It answers 1 when the work is done, and 0
 * when the arrays are not what the kernels are for; then nothing was written, and the reference takes over. */
#include "kernels.h"
#include "python_abi.h"

enum { MOST_ARRAYS = 8 };

typedef struct {
  PyObject *const *args;
  Py_ssize_t given;
  Py_ssize_t next;
  int wrong;
  int held;
  Py_buffer views[MOST_ARRAYS];
} Call;

typedef enum { FLOAT32, INT64, INTP } Type;

static int has_type(const Py_buffer *view, Type type) {
  const char *format = view->format;
  if (!format || !format[0] || format[1]) return 0; /* one letter: a plain number in the machine's byte order */
  switch (type) {
    case FLOAT32: return format[0] == 'f' && view->itemsize == 4;
    case INT64: return (format[0] == 'l' || format[0] == 'q') && view->itemsize == 8;
    case INTP:
      return (format[0] == 'i' || format[0] == 'l' || format[0] == 'q') && view->itemsize == sizeof(Index);
  }
  return 0;
}

static const Py_buffer *take(Call *call, Type type, int ndim, int flags) {
  static const Py_buffer nothing;
  if (call->wrong || call->next >= call->given || call->held == MOST_ARRAYS) {
    call->wrong = 1;
    return &nothing;
  }
  Py_buffer *view = &call->views[call->held];
  if (PyObject_GetBuffer(call->args[call->next++], view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | flags)) {
    PyErr_Clear();
    call->wrong = 1;
    return &nothing;
  }
  call->held++;
  if ((ndim && view->ndim != ndim) || !has_type(view, type)) call->wrong = 1;
  return view;
}

static const Py_buffer *input(Call *call, Type type, int ndim) { return take(call, type, ndim, 0); }

static const Py_buffer *output(Call *call, Type type, int ndim) { return take(call, type, ndim, PyBUF_WRITABLE); }

static Index whole_number(Call *call) {
  if (call->wrong || call->next >= call->given) {
    call->wrong = 1;
    return 0;
  }
  return PyLong_AsSsize_t(call->args[call->next++]);
}

static double number(Call *call) {
  if (call->wrong || call->next >= call->given) {
    call->wrong = 1;
    return 0;
  }
  return PyFloat_AsDouble(call->args[call->next++]);
}

/* To be asked once, when all arguments are taken. */
static int is_right(Call *call, int holds) {
  if (PyErr_Occurred()) {
    PyErr_Clear();
    call->wrong = 1;
  }
  return holds && !call->wrong && call->next == call->given;
}

static PyObject *end(Call *call, PyObject *answer) {
  for (int i = 0; i < call->held; i++) PyBuffer_Release(&call->views[i]);
  return answer;
}

static PyObject *finish(Call *call, int done) { return end(call, PyLong_FromLong(done)); }

#define FUNCTION(name) static PyObject *name(PyObject *self, PyObject *const *args, Py_ssize_t given)
#define BEGIN        \
  (void)self;        \
  Call call_ = {.args = args, .given = given}, *call = &call_

static int same_shape(const Py_buffer *one, const Py_buffer *other) {
  if (one->ndim != other->ndim) return 0;
  for (int i = 0; i < one->ndim; i++)
    if (one->shape[i] != other->shape[i]) return 0;
  return 1;
}

/* Whether windows of `size`, `strides` apart, `count` of them, lie within `length`. */
static int fits(Index length, Index size, Index count, Index strides) {
  return size >= 1 && size <= length && strides >= 1 && count >= 0 && count - 1 <= (length - size) / strides;
}

/* Whether as many windows begin on x or within the zeros before it, fewer of those than a window is long. */
static int begins_on(Index length, Index size, Index count, Index strides, Index before) {
  return size >= 1 && before >= 0 && before < size && strides >= 1 && count >= 0 &&
         count - 1 <= (length + before - 1) / strides;
}

static Conv conv_of(const Py_ssize_t *x, const Py_ssize_t *kernel, const Py_ssize_t *y, Index strides, Index top,
                    Index left) {
  return (Conv){x[0], x[1], x[2], x[3], kernel[0], kernel[1], kernel[3], y[1], y[2], strides, top, left};
}

static int is_conv(const Conv *s, const Py_buffer *kernel, const Py_buffer *y) {
  return kernel->shape[2] == s->c && y->shape[0] == s->n && y->shape[3] == s->f &&
         begins_on(s->h, s->k_h, s->h_out, s->strides, s->top) && begins_on(s->w, s->k_w, s->w_out, s->strides, s->left);
}

/* x (n, h, w, c), kernel (k, k, c, f), bias (f,), strides, zeros above, zeros to the left, y (n, h_out, w_out, f) */
FUNCTION(py_conv2d_forward) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 4), *kernel = input(call, FLOAT32, 4), *bias = input(call, FLOAT32, 1);
  const Index strides = whole_number(call), top = whole_number(call), left = whole_number(call);
  const Py_buffer *y = output(call, FLOAT32, 4);
  if (!is_right(call, 1)) return finish(call, 0);
  const Conv s = conv_of(x->shape, kernel->shape, y->shape, strides, top, left);
  if (!is_conv(&s, kernel, y) || bias->shape[0] != s.f) return finish(call, 0);
  conv2d_forward(s, x->buf, kernel->buf, bias->buf, y->buf);
  return finish(call, 1);
}

/* grad_y (n, h_out, w_out, f), turned (k, k, f, c), zeros above, zeros to the left, grad_x (n, h, w, c) */
FUNCTION(py_conv2d_input_gradient) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 4), *kernel = input(call, FLOAT32, 4);
  const Index top = whole_number(call), left = whole_number(call);
  const Py_buffer *y = output(call, FLOAT32, 4);
  if (!is_right(call, 1)) return finish(call, 0);
  const Conv s = conv_of(x->shape, kernel->shape, y->shape, 1, top, left);
  if (!is_conv(&s, kernel, y)) return finish(call, 0);
  conv2d_forward(s, x->buf, kernel->buf, 0, y->buf);
  return finish(call, 1);
}

/* x (n, h, w, c) with its zeros around it, grad_y (n, h_out, w_out, f), strides, grad_kernel (k, k, c, f), grad_bias (f,) */
FUNCTION(py_conv2d_kernel_gradient) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 4), *y = input(call, FLOAT32, 4);
  const Index strides = whole_number(call);
  const Py_buffer *kernel = output(call, FLOAT32, 4), *bias = output(call, FLOAT32, 1);
  if (!is_right(call, 1)) return finish(call, 0);
  const Conv s = conv_of(x->shape, kernel->shape, y->shape, strides, 0, 0);
  if (!is_conv(&s, kernel, y) || bias->shape[0] != s.f || !fits(s.h, s.k_h, s.h_out, strides) ||
      !fits(s.w, s.k_w, s.w_out, strides))
    return finish(call, 0);
  conv2d_kernel_gradient(s, x->buf, y->buf, kernel->buf, bias->buf);
  return finish(call, 1);
}

/* x (n, inputs), kernel (inputs, units), bias (units,), y (n, units) */
FUNCTION(py_dense_forward) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 2), *kernel = input(call, FLOAT32, 2), *bias = input(call, FLOAT32, 1),
                  *y = output(call, FLOAT32, 2);
  if (!is_right(call, 1) || kernel->shape[0] != x->shape[1] || y->shape[0] != x->shape[0] ||
      y->shape[1] != kernel->shape[1] || bias->shape[0] != y->shape[1])
    return finish(call, 0);
  dense_forward(x->shape[0], x->shape[1], y->shape[1], x->buf, kernel->buf, bias->buf, y->buf);
  return finish(call, 1);
}

/* grad_y (n, units), kernel turned on its side (units, inputs), grad_x (n, inputs) */
FUNCTION(py_dense_input_gradient) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 2), *kernel = input(call, FLOAT32, 2), *y = output(call, FLOAT32, 2);
  if (!is_right(call, 1) || kernel->shape[0] != x->shape[1] || y->shape[0] != x->shape[0] ||
      y->shape[1] != kernel->shape[1])
    return finish(call, 0);
  dense_forward(x->shape[0], x->shape[1], y->shape[1], x->buf, kernel->buf, 0, y->buf);
  return finish(call, 1);
}

/* x (n, inputs), grad_y (n, units), grad_kernel (inputs, units), grad_bias (units,) */
FUNCTION(py_dense_kernel_gradient) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 2), *y = input(call, FLOAT32, 2), *kernel = output(call, FLOAT32, 2),
                  *bias = output(call, FLOAT32, 1);
  if (!is_right(call, 1) || y->shape[0] != x->shape[0] || kernel->shape[0] != x->shape[1] ||
      kernel->shape[1] != y->shape[1] || bias->shape[0] != y->shape[1])
    return finish(call, 0);
  dense_kernel_gradient(x->shape[0], x->shape[1], y->shape[1], x->buf, y->buf, kernel->buf, bias->buf);
  return finish(call, 1);
}

/* x, y: of one size */
FUNCTION(py_relu_forward) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 0), *y = output(call, FLOAT32, 0);
  if (!is_right(call, 1) || !same_shape(x, y)) return finish(call, 0);
  relu_forward(x->len / 4, x->buf, y->buf);
  return finish(call, 1);
}

/* grad_y, y, grad_x: of one size */
FUNCTION(py_relu_backward) {
  BEGIN;
  const Py_buffer *grad_y = input(call, FLOAT32, 0), *y = input(call, FLOAT32, 0), *x = output(call, FLOAT32, 0);
  if (!is_right(call, 1) || !same_shape(grad_y, x) || !same_shape(grad_y, y)) return finish(call, 0);
  relu_backward(y->len / 4, grad_y->buf, y->buf, x->buf);
  return finish(call, 1);
}

/* x (n, h, w, c), pool_size, strides, y (n, h_out, w_out, c), argmax: as y */
FUNCTION(py_max_pool2d_forward) {
  BEGIN;
  const Py_buffer *x = input(call, FLOAT32, 4);
  const Index pool = whole_number(call), strides = whole_number(call);
  const Py_buffer *y = output(call, FLOAT32, 4), *argmax = output(call, INTP, 4);
  if (!is_right(call, 1) || y->shape[0] != x->shape[0] || y->shape[3] != x->shape[3] ||
      !fits(x->shape[1], pool, y->shape[1], strides) || !fits(x->shape[2], pool, y->shape[2], strides) ||
      !same_shape(argmax, y))
    return finish(call, 0);
  max_pool2d_forward(x->shape[0], x->shape[1], x->shape[2], x->shape[3], y->shape[1], y->shape[2], pool, strides,
                     x->buf, y->buf, argmax->buf);
  return finish(call, 1);
}

/* grad_y, argmax: of one size; grad_x of the input's */
FUNCTION(py_max_pool2d_backward) {
  BEGIN;
  const Py_buffer *y = input(call, FLOAT32, 0), *argmax = input(call, INTP, 0), *x = output(call, FLOAT32, 0);
  if (!is_right(call, 1) || !same_shape(y, argmax)) return finish(call, 0);
  return finish(call, max_pool2d_backward(y->len / 4, x->len / 4, y->buf, argmax->buf, x->buf) == 0);
}

/* logits (n, classes), probabilities: as logits */
FUNCTION(py_softmax_forward) {
  BEGIN;
  const Py_buffer *logits = input(call, FLOAT32, 2), *probabilities = output(call, FLOAT32, 2);
  if (!is_right(call, 1) || !same_shape(probabilities, logits) || !logits->shape[1])
    return finish(call, 0);
  softmax_forward(logits->shape[0], logits->shape[1], logits->buf, probabilities->buf);
  return finish(call, 1);
}

/* logits (n, classes), labels (n,), probabilities: as logits. Answers the sum of the losses, −1 when not done. */
FUNCTION(py_softmax_cross_entropy_forward) {
  BEGIN;
  const Py_buffer *logits = input(call, FLOAT32, 2), *labels = input(call, INT64, 1),
                  *probabilities = output(call, FLOAT32, 2);
  if (!is_right(call, 1) || labels->shape[0] != logits->shape[0] || !logits->shape[1] ||
      !same_shape(probabilities, logits))
    return end(call, PyFloat_FromDouble(-1));
  const double loss = softmax_cross_entropy_forward(logits->shape[0], logits->shape[1], logits->buf, labels->buf,
                                                    probabilities->buf);
  return end(call, PyFloat_FromDouble(loss));
}

/* logits (n, classes), labels (n,). Answers how many are right, −1 when not done. */
FUNCTION(py_count_right) {
  BEGIN;
  const Py_buffer *logits = input(call, FLOAT32, 2), *labels = input(call, INT64, 1);
  if (!is_right(call, 1) || labels->shape[0] != logits->shape[0] || !logits->shape[1]) return finish(call, -1);
  return finish(call, (int)count_right(logits->shape[0], logits->shape[1], logits->buf, labels->buf));
}

/* probabilities (n, classes), labels (n,), grad_logits: as probabilities */
FUNCTION(py_softmax_cross_entropy_backward) {
  BEGIN;
  const Py_buffer *probabilities = input(call, FLOAT32, 2), *labels = input(call, INT64, 1),
                  *grad_logits = output(call, FLOAT32, 2);
  if (!is_right(call, 1) || labels->shape[0] != probabilities->shape[0] || !same_shape(grad_logits, probabilities))
    return finish(call, 0);
  softmax_cross_entropy_backward(probabilities->shape[0], probabilities->shape[1], probabilities->buf, labels->buf,
                                 grad_logits->buf);
  return finish(call, 1);
}

/* What an optimizer's step is made of: lists of arrays, each as long as the first, and numbers. */
enum { MOST_LISTS = 4, MOST_NUMBERS = 5, MOST_PARAMS = 256 };

typedef struct {
  int lists;   /* parameters, gradients, and what the optimizer keeps of each */
  int numbers;
  /* One parameter's step, tried or taken; whether it is finite. */
  int (*move)(Index size, float *const *arrays, const double *numbers, int write);
} Optimizer;

/* A parameter, its gradient, and what the optimizer keeps of it. */
typedef struct {
  Index size;
  float *arrays[MOST_LISTS];
} Param;

static int move_sgd(Index size, float *const *arrays, const double *numbers, int write) {
  return sgd_step(size, arrays[0], arrays[1], arrays[2], numbers[0], numbers[1], write);
}

static int move_adam(Index size, float *const *arrays, const double *numbers, int write) {
  return adam_step(size, arrays[0], arrays[1], arrays[2], arrays[3], numbers[0], numbers[1], numbers[2], numbers[3],
                   numbers[4], write);
}

/* Whether the lists' arrays number i are what this is for. Where they lie holds as long as no Python runs: the lists
 * keep them. */
static int look_at(const Optimizer *optimizer, PyObject *const *lists, Py_ssize_t i, Param *param) {
  PyObject *items[MOST_LISTS];
  int there = 0;
  while (there < optimizer->lists && (items[there] = PySequence_GetItem(lists[there], i))) there++;
  Call all = {.args = items, .given = there}, *call = &all;
  int alike = 1;
  for (int list = 0; list < optimizer->lists; list++) {
    const Py_buffer *view = list == 1 ? input(call, FLOAT32, 0) : output(call, FLOAT32, 0);
    param->arrays[list] = view->buf;
    alike = alike && !call->wrong && same_shape(view, &call->views[0]);
  }
  const int right = is_right(call, alike);
  if (right) param->size = call->views[0].len / 4;
  end(call, 0);
  while (there > 0) Py_DecRef(items[--there]);
  return right;
}

/* Answers 1 when all have moved, 2 when a number would not have remained finite, 0 when this is not for them. */
static PyObject *move_all(const Optimizer *optimizer, PyObject *const *args, Py_ssize_t given) {
  double numbers[MOST_NUMBERS];
  Param params[MOST_PARAMS];
  Call call_ = {.args = args, .given = given, .next = optimizer->lists}, *call = &call_;
  for (int i = 0; i < optimizer->numbers; i++) numbers[i] = number(call);
  const Py_ssize_t count = given > 0 ? PyList_Size(args[0]) : -1;
  int right = is_right(call, 0 <= count && count <= MOST_PARAMS);
  for (int list = 1; list < optimizer->lists && right; list++) right = PyList_Size(args[list]) == count;
  for (Py_ssize_t i = 0; i < count && right; i++) right = look_at(optimizer, args, i, &params[i]);
  PyErr_Clear();
  int finite = 1;
  for (int write = 0; write <= 1 && right && finite; write++)
    for (Py_ssize_t i = 0; i < count && finite; i++)
      finite = optimizer->move(params[i].size, params[i].arrays, numbers, write);
  return PyLong_FromLong(!right ? 0 : finite ? 1 : 2);
}

/* params, grads, velocities, learning_rate, momentum. Answers 1 when all have moved; 2 when a number would not have
 * remained finite, and 0 when these are not float32 arrays in C order of the same shapes: then none has. */
FUNCTION(py_sgd_step) {
  (void)self;
  static const Optimizer sgd = {3, 2, move_sgd};
  return move_all(&sgd, args, given);
}

/* params, grads, means, squares, rate, beta_1, beta_2, correction, epsilon. Answers as sgd_step. */
FUNCTION(py_adam_step) {
  (void)self;
  static const Optimizer adam = {4, 5, move_adam};
  return move_all(&adam, args, given);
}

/* windows (s,), corner, offset, along, inverse (n, s, 2), nearest (n, side, side) */
FUNCTION(py_lower_to_distances) {
  BEGIN;
  const Py_buffer *windows = input(call, INTP, 1), *corner = input(call, INTP, 3);
  const Py_buffer *offset = input(call, FLOAT32, 3), *along = input(call, FLOAT32, 3);
  const Py_buffer *inverse = input(call, FLOAT32, 3), *nearest = output(call, FLOAT32, 3);
  if (!is_right(call, 1) || corner->shape[2] != 2 || !same_shape(corner, offset) || !same_shape(corner, along) ||
      !same_shape(corner, inverse) || windows->shape[0] != corner->shape[1] || nearest->shape[0] != corner->shape[0] ||
      nearest->shape[1] != nearest->shape[2])
    return finish(call, 0);
  const int status = lower_to_distances(corner->shape[0], corner->shape[1], nearest->shape[1], windows->buf, corner->buf,
                                        offset->buf, along->buf, inverse->buf, nearest->buf);
  return finish(call, status == 0);
}

#define METHOD(name) {#name, py_##name, METH_FASTCALL, 0}

static PyMethodDef methods[] = {
    METHOD(conv2d_forward),
    METHOD(conv2d_input_gradient),
    METHOD(conv2d_kernel_gradient),
    METHOD(dense_forward),
    METHOD(dense_input_gradient),
    METHOD(dense_kernel_gradient),
    METHOD(relu_forward),
    METHOD(relu_backward),
    METHOD(max_pool2d_forward),
    METHOD(max_pool2d_backward),
    METHOD(softmax_forward),
    METHOD(softmax_cross_entropy_forward),
    METHOD(softmax_cross_entropy_backward),
    METHOD(count_right),
    METHOD(lower_to_distances),
    METHOD(sgd_step),
    METHOD(adam_step),
    {0, 0, 0, 0},
};

static PyModuleDef definition = {{{1, 0}, 0, 0, 0}, "_native", 0, -1, methods, 0, 0, 0, 0};

__attribute__((visibility("default"))) PyObject *PyInit__native(void) {
  return PyModule_Create2(&definition, PYTHON_ABI_VERSION);
}
