// SPDX-License-Identifier: Apache-2.0
// A plugin for qemu-user (plugin interface 1, qemu 4.2 to 8) that prints how many guest
// instructions ran. Debian ships the interface but not its header: what is used is declared here.
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint64_t plugin_id;
struct block;
typedef void (*on_translation)(plugin_id id, struct block* block);
typedef void (*on_exit)(plugin_id id, void* data);
enum { kInlineAdd = 0 };

size_t qemu_plugin_tb_n_insns(const struct block* block);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, on_translation callback);
void qemu_plugin_register_vcpu_tb_exec_inline(struct block* block, int operation, void* number,
                                              uint64_t value);
void qemu_plugin_register_atexit_cb(plugin_id id, on_exit callback, void* data);
void qemu_plugin_outs(const char* text);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;
EXPORTED int qemu_plugin_install(plugin_id id, const void* info, int count, char** arguments);

static uint64_t instructions;

static void translated(plugin_id id, struct block* block) {
  (void)id;
  qemu_plugin_register_vcpu_tb_exec_inline(block, kInlineAdd, &instructions,
                                           qemu_plugin_tb_n_insns(block));
}

static void print(plugin_id id, void* data) {
  (void)id;
  (void)data;
  char text[64];
  snprintf(text, sizeof text, "instructions %" PRIu64 "\n", instructions);
  qemu_plugin_outs(text);
}

int qemu_plugin_install(plugin_id id, const void* info, int count, char** arguments) {
  (void)info;
  (void)count;
  (void)arguments;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, print, NULL);
  return 0;
}
