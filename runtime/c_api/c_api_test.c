/* SPDX-License-Identifier: Apache-2.0
 * The C interface, compiled as C: c_api_test MODEL.tflite INPUT.npy EXPECTED.npy runs each window
 * of INPUT and compares with EXPECTED, byte for byte (a golden of int8). Damaged bytes, too little
 * memory and misaligned memory are refused. Exit code 1 and one line at the first surprise. */
#include <ambulo/c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                      \
  do {                                                        \
    if (!(condition)) {                                       \
      fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
      exit(1);                                                \
    }                                                         \
  } while (0)

typedef struct Bytes {
  unsigned char* data;
  size_t size;
} Bytes;

static Bytes read_file(const char* path) {
  Bytes bytes = {NULL, 0};
  FILE* file = fopen(path, "rb");
  CHECK(file != NULL);
  CHECK(fseek(file, 0, SEEK_END) == 0);
  bytes.size = (size_t)ftell(file);
  rewind(file);
  bytes.data = aligned_alloc(16, (bytes.size + 15) / 16 * 16);
  CHECK(bytes.data != NULL && fread(bytes.data, 1, bytes.size, file) == bytes.size);
  fclose(file);
  return bytes;
}

/* Behind the header of a version 1 .npy file, whose length stands in bytes 8 and 9. */
static Bytes content(Bytes npy) {
  Bytes bytes;
  size_t header;
  CHECK(npy.size > 10 && memcmp(npy.data, "\x93NUMPY\x01", 7) == 0);
  header = 10 + (size_t)npy.data[8] + 256 * (size_t)npy.data[9];
  CHECK(header <= npy.size);
  bytes.data = npy.data + header;
  bytes.size = npy.size - header;
  return bytes;
}

int main(int argc, char** argv) {
  Bytes model, input_file, expected_file, inputs, expected;
  size_t needed, window, windows;
  unsigned char* memory;
  AmbuloInterpreter* net;
  CHECK(argc == 4);
  model = read_file(argv[1]);
  input_file = read_file(argv[2]);
  expected_file = read_file(argv[3]);
  inputs = content(input_file);
  expected = content(expected_file);

  needed = ambulo_memory_bytes(model.data, model.size);
  CHECK(needed > 0);
  CHECK(ambulo_check(model.data, model.size).status == 0);
  CHECK(ambulo_memory_bytes(model.data, model.size / 2) == 0);
  CHECK(strlen(ambulo_status_text(ambulo_check(model.data, model.size / 2).status)) > 0);

  memory = aligned_alloc(16, (needed + 31) / 16 * 16);
  CHECK(memory != NULL);
  CHECK(ambulo_open(model.data, model.size, memory, needed - 1) == NULL);
  CHECK(ambulo_open(model.data, model.size, memory + 1, needed) == NULL);
  net = ambulo_open(model.data, model.size, memory, needed);
  CHECK(net != NULL);
  CHECK(ambulo_input_count(net) == 1 && ambulo_output_count(net) == 1);
  CHECK(ambulo_input(net, 0).type == 9 && ambulo_input(net, 0).scale > 0);

  windows = inputs.size / ambulo_input(net, 0).bytes;
  CHECK(windows > 0 && windows * ambulo_output(net, 0).bytes == expected.size);
  for (window = 0; window < windows; ++window) {
    const AmbuloTensor in = ambulo_input(net, 0), out = ambulo_output(net, 0);
    memcpy(in.data, inputs.data + window * in.bytes, in.bytes);
    ambulo_reset(net);
    ambulo_invoke(net);
    CHECK(memcmp(out.data, expected.data + window * out.bytes, out.bytes) == 0);
  }
  printf("%u windows, %u bytes of memory\n", (unsigned)windows, (unsigned)needed);
  free(memory);
  free(model.data);
  free(input_file.data);
  free(expected_file.data);
  return 0;
}
