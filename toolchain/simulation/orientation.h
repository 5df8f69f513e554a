// SPDX-License-Identifier: Apache-2.0
// Unit quaternions and vectors, as far as a moving phone needs them.
#pragma once

#include <array>

namespace ambulo::simulation {

using Vector = std::array<double, 3>;

Vector operator+(const Vector& a, const Vector& b);
Vector operator*(double factor, const Vector& v);
double dot(const Vector& a, const Vector& b);
double length(const Vector& v);

// A rotation; w is the scalar part and the length is 1.
struct Orientation {
  double w = 1.0;
  Vector v = {0.0, 0.0, 0.0};
};

Orientation operator*(const Orientation& a, const Orientation& b);  // b first, then a
Orientation inverse(const Orientation& q);
Vector rotate(const Orientation& q, const Vector& v);

// exp and log between rotation vectors (axis times angle, rad) and rotations. The log takes the
// short way, angle <= pi.
Orientation exp(const Vector& rotation);
Vector log(const Orientation& q);

// The shortest rotation that brings direction `from` to direction `to`; REQUIRES both of length 1
// and not opposite.
Orientation between(const Vector& from, const Vector& to);

// u = 0 gives a, u = 1 gives b, along the shortest rotation at constant speed (slerp).
Orientation interpolate(const Orientation& a, const Orientation& b, double u);

}  // namespace ambulo::simulation
