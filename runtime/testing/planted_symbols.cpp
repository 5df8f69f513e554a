// SPDX-License-Identifier: Apache-2.0
// What scripts/check_symbols.py must find: a call of libc, a global constructor, virtual functions.
extern "C" void* malloc(unsigned long);

namespace ambulo::testing {

struct Base {
  virtual ~Base() = default;
  virtual int value() const;
};
int Base::value() const {
  return 1;
}

extern void* const kPlanted = malloc(1);

}  // namespace ambulo::testing
