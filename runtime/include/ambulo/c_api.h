/* SPDX-License-Identifier: Apache-2.0
 * The runtime for C, JNI and WebAssembly: one opaque handle in memory of the caller, no heap.
 *
 *   size_t bytes = ambulo_memory_bytes(model, size);          // 0: see ambulo_check
 *   AmbuloInterpreter* net = ambulo_open(model, size, memory, bytes);
 *   float* x = (float*)ambulo_input(net, 0).data;             // fill
 *   ambulo_reset(net);                                        // windows are independent
 *   ambulo_invoke(net);
 *   const float* p = (const float*)ambulo_output(net, 0).data;
 *
 * Conventions: model bytes and memory are aligned to 16 and outlive the handle, the model bytes
 * unchanged; nothing is freed, the memory is simply given up; a handle belongs to one thread at a
 * time; indices must be below the counts; sizes are in bytes. */
#ifndef AMBULO_C_API_H_
#define AMBULO_C_API_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AmbuloInterpreter AmbuloInterpreter;

/* As ambulo::Status; 0 is Ok. */
typedef uint8_t AmbuloStatus;

/* Numbers as in the .tflite schema: 0 float32, 7 int16, 9 int8, 3 uint8, 2 int32, 4 int64. */
typedef struct AmbuloTensor {
  void* data;
  size_t bytes;
  int32_t type;
  int32_t rank;
  int32_t dims[5];
  float scale; /* integers: real = scale * (q - zero_point); 0: none */
  int32_t zero_point;
} AmbuloTensor;

/* Why a model does not run: status, operator (SIZE_MAX: none) and one number, see Failure in
 * ambulo/interpreter.h. */
typedef struct AmbuloFailure {
  AmbuloStatus status;
  size_t op;
  size_t value;
} AmbuloFailure;

/* Exact bytes of memory that ambulo_open needs; 0 for a model that does not run here. */
size_t ambulo_memory_bytes(const void* model, size_t size);
AmbuloFailure ambulo_check(const void* model, size_t size);
const char* ambulo_status_text(AmbuloStatus status);

/* NULL when the model does not run here or the memory is too small. */
AmbuloInterpreter* ambulo_open(const void* model, size_t size, void* memory, size_t bytes);

size_t ambulo_input_count(const AmbuloInterpreter* net);
size_t ambulo_output_count(const AmbuloInterpreter* net);
AmbuloTensor ambulo_input(const AmbuloInterpreter* net, size_t i);
AmbuloTensor ambulo_output(const AmbuloInterpreter* net, size_t i);

void ambulo_reset(AmbuloInterpreter* net);
void ambulo_invoke(AmbuloInterpreter* net); /* may overwrite the inputs */

#ifdef __cplusplus
}
#endif

#endif /* AMBULO_C_API_H_ */
