/* SPDX-License-Identifier: Apache-2.0
 * As consumer.cpp, in C. */
#include <ambulo/c_api.h>
#include <stdalign.h>
#include <stdio.h>

static alignas(16) unsigned char bytes[1 << 20];
static alignas(16) unsigned char memory[1 << 20];

int main(int argc, char** argv) {
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  AmbuloInterpreter* net;
  AmbuloTensor input, output;
  size_t size;
  if (file == NULL) return 2;
  size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);

  net = ambulo_open(bytes, size, memory, sizeof memory);
  if (net == NULL) return 3;
  input = ambulo_input(net, 0);
  output = ambulo_output(net, 0);
  while (fread(input.data, 1, input.bytes, stdin) == input.bytes) {
    ambulo_reset(net);
    ambulo_invoke(net);
    fwrite(output.data, 1, output.bytes, stdout);
  }
  return 0;
}
