#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing to build, test and run Ambulo on Debian 12 / Ubuntu 22.04 or newer.
# Works as root or with sudo; without either it prints the line to run. Does nothing, fast, when
# everything is there.
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache pkg-config git          # build
  libtorch-dev libopenblas0-openmp libopenblas-dev     # training
  libflatbuffers-dev                                   # writing .tflite
  libarchive-dev libcurl4-openssl-dev libssl-dev       # recordings
  libfast-float-dev libtomlplusplus-dev zlib1g-dev
  nlohmann-json3-dev libcli11-dev libfmt-dev           # command line
  libgtest-dev libbenchmark-dev                        # tests, benchmarks
  g++-aarch64-linux-gnu qemu-user googletest           # the runtime on 64-bit Arm
  clang-format clang-tidy doxygen                      # style, pages of the headers
  python3 python3-venv xz-utils ca-certificates        # peers in tests
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
    missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: everything is installed"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "setup: this script knows Debian and Ubuntu; install the equivalents of: ${missing[*]}" >&2
  exit 3
fi

install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=(sudo)
else
  echo "setup: ${#missing[@]} packages are missing and I am neither root nor may I use sudo. Run as root:" >&2
  echo "  apt-get update && $install" >&2
  exit 3
fi

echo "setup: installing ${#missing[@]} packages: ${missing[*]}"
# A lost connection or another package manager at work is tried again, not given up.
export DEBIAN_FRONTEND=noninteractive
for try in 1 2 3; do
  if "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}" >/dev/null; then
    echo "setup: done"
    exit 0
  fi
  [ "$try" -eq 3 ] || sleep $((5 * try))
done
echo "setup: could not install the packages; run by hand: $install" >&2
exit 3
