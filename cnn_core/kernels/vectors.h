/* Four floats at a time, as every machine here can: SSE, NEON, WebAssembly's simd128. */
#ifndef CNN_CORE_VECTORS_H
#define CNN_CORE_VECTORS_H

#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 4 };

typedef float Vector __attribute__((vector_size(16)));
typedef int32_t Mask __attribute__((vector_size(16))); /* a lane is all ones or all zeros */
typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t UnalignedMask __attribute__((vector_size(16), aligned(4), may_alias));

/* Loads the first `lanes` floats at p, no byte more. */
INLINE Vector load(const float *p, int lanes) {
  if (lanes == LANES) return *(const Unaligned *)p;
  Vector v = {0};
  if (lanes == 2)
    __builtin_memcpy(&v, p, 2 * sizeof *p);
  else
    for (int i = 0; i < lanes; i++) v[i] = p[i];
  return v;
}

INLINE void store(float *p, Vector v, int lanes) {
  if (lanes == LANES)
    *(Unaligned *)p = v;
  else if (lanes == 2)
    __builtin_memcpy(p, &v, 2 * sizeof *p);
  else
    for (int i = 0; i < lanes; i++) p[i] = v[i];
}

/* sum + a · b, rounded once where the machine can. */
INLINE Vector multiply_add(Vector a, Vector b, Vector sum) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f32x4(a, b, sum);
#else
  return sum + a * b;
#endif
}

INLINE Vector all(float x) { return (Vector){x, x, x, x}; }

INLINE Mask pick(Mask mask, Mask one, Mask other) { return (one & mask) | (other & ~mask); }

INLINE Vector choose(Mask mask, Vector one, Vector other) { return (Vector)pick(mask, (Mask)one, (Mask)other); }

INLINE int any(Mask mask) {
#ifdef __wasm_simd128__
  return __builtin_wasm_any_true_v128(mask);
#else
  return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
#endif
}

#endif
