/* The part of Python's stable ABI (PEP 384, since 3.11) that module.c uses, so that it builds with no Python headers at
 * hand, for any CPython from 3.11 on and for Pyodide's. */
#ifndef CNN_CORE_PYTHON_ABI_H
#define CNN_CORE_PYTHON_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
#define PYTHON(name) extern __attribute__((import_module("env"), import_name(#name)))
#else
#define PYTHON(name) extern
#endif

typedef intptr_t Py_ssize_t;
typedef struct _object PyObject;

typedef struct {
  void *buf;
  PyObject *obj;
  Py_ssize_t len;
  Py_ssize_t itemsize;
  int readonly;
  int ndim;
  char *format;
  Py_ssize_t *shape;
  Py_ssize_t *strides;
  Py_ssize_t *suboffsets;
  void *internal;
} Py_buffer;

enum {
  PyBUF_WRITABLE = 0x0001,
  PyBUF_FORMAT = 0x0004,
  PyBUF_ND = 0x0008,
  PyBUF_STRIDES = 0x0010 | PyBUF_ND,
  PyBUF_C_CONTIGUOUS = 0x0020 | PyBUF_STRIDES,
};

typedef PyObject *(*PyCFunctionFast)(PyObject *, PyObject *const *, Py_ssize_t);

typedef struct {
  const char *ml_name;
  PyCFunctionFast ml_meth;
  int ml_flags;
  const char *ml_doc;
} PyMethodDef;

enum { METH_FASTCALL = 0x0080 };

typedef struct {
  struct {
    Py_ssize_t ob_refcnt;
    void *ob_type;
  } ob_base;
  PyObject *(*m_init)(void);
  Py_ssize_t m_index;
  PyObject *m_copy;
} PyModuleDef_Base;

typedef struct {
  PyModuleDef_Base m_base;
  const char *m_name;
  const char *m_doc;
  Py_ssize_t m_size;
  PyMethodDef *m_methods;
  void *m_slots, *m_traverse, *m_clear, *m_free;
} PyModuleDef;

enum { PYTHON_ABI_VERSION = 3 };

PYTHON(PyModule_Create2) PyObject *PyModule_Create2(PyModuleDef *, int);
PYTHON(PyObject_GetBuffer) int PyObject_GetBuffer(PyObject *, Py_buffer *, int);
PYTHON(PyBuffer_Release) void PyBuffer_Release(Py_buffer *);
PYTHON(PyLong_AsSsize_t) Py_ssize_t PyLong_AsSsize_t(PyObject *);
PYTHON(PyFloat_AsDouble) double PyFloat_AsDouble(PyObject *);
PYTHON(PyFloat_FromDouble) PyObject *PyFloat_FromDouble(double);
PYTHON(PyLong_FromLong) PyObject *PyLong_FromLong(long);
PYTHON(PyList_Size) Py_ssize_t PyList_Size(PyObject *);
PYTHON(PySequence_GetItem) PyObject *PySequence_GetItem(PyObject *, Py_ssize_t);
PYTHON(Py_DecRef) void Py_DecRef(PyObject *);
PYTHON(PyErr_Occurred) PyObject *PyErr_Occurred(void);
PYTHON(PyErr_Clear) void PyErr_Clear(void);

#endif
