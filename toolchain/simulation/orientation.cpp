// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/orientation.h"

#include <cmath>

namespace ambulo::simulation {
namespace {

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

}  // namespace

Vector operator+(const Vector& a, const Vector& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

Vector operator*(double factor, const Vector& v) {
  return {factor * v[0], factor * v[1], factor * v[2]};
}

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double length(const Vector& v) {
  return std::sqrt(dot(v, v));
}

Orientation operator*(const Orientation& a, const Orientation& b) {
  return {a.w * b.w - dot(a.v, b.v), a.w * b.v + b.w * a.v + cross(a.v, b.v)};
}

Orientation inverse(const Orientation& q) {
  return {q.w, -1.0 * q.v};
}

Vector rotate(const Orientation& q, const Vector& v) {
  const Vector t = 2.0 * cross(q.v, v);
  return v + q.w * t + cross(q.v, t);
}

Orientation exp(const Vector& rotation) {
  const double angle = length(rotation);
  const double scale = angle > 1e-9 ? std::sin(0.5 * angle) / angle : 0.5;
  return {std::cos(0.5 * angle), scale * rotation};
}

Vector log(const Orientation& q) {
  const double sine = length(q.v), sign = q.w < 0.0 ? -1.0 : 1.0;
  if (sine < 1e-12) return (2.0 * sign) * q.v;
  return (2.0 * sign * std::atan2(sine, sign * q.w) / sine) * q.v;
}

Orientation between(const Vector& from, const Vector& to) {
  const Vector axis = cross(from, to);
  const double w = 1.0 + dot(from, to);
  const double norm = std::sqrt(w * w + dot(axis, axis));
  return {w / norm, (1.0 / norm) * axis};
}

Orientation interpolate(const Orientation& a, const Orientation& b, double u) {
  return a * exp(u * log(inverse(a) * b));
}

}  // namespace ambulo::simulation
