// SPDX-License-Identifier: Apache-2.0
// Builds an SVG picture element by element, in drawing order. Coordinates are pixels, y downwards.
// Text is escaped here, so that no name out of a data file can become markup.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ambulo::report {

struct Point {
  double x = 0.0, y = 0.0;
};

struct Box {
  double x = 0.0, y = 0.0, width = 0.0, height = 0.0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

struct Shape {
  std::string_view fill = "none";
  std::string_view stroke = "none";
  double stroke_width = 1.0;
  double radius = 0.0;  // of a rectangle's corners
  double opacity = 1.0;
  std::string_view dashes = {};   // "4 3"
  std::string_view tooltip = {};  // shown by browsers under the pointer
};

enum class Anchor { Start, Middle, End };

struct Font {
  double size = 13.0;
  std::string_view fill = "#1f2933";
  bool bold = false;
  Anchor anchor = Anchor::Start;
  double turn_deg = 0.0;  // around the anchor point, clockwise
};

class Svg {
 public:
  // title and description are for screen readers.
  Svg(double width, double height, std::string_view title, std::string_view description);

  void rectangle(const Box& box, const Shape& shape);
  void line(Point from, Point to, const Shape& shape);
  void polyline(std::span<const Point> points, const Shape& shape);
  void polygon(std::span<const Point> points, const Shape& shape);
  void circle(Point centre, double radius, const Shape& shape);
  // y is the baseline.
  void text(Point at, std::string_view words, const Font& font = {});

  // The finished file; nothing can be added afterwards.
  std::string finish() &&;

 private:
  void open(std::string_view element);
  void close(const Shape& shape, std::string_view element);
  void attribute(std::string_view name, double value);
  void attribute(std::string_view name, std::string_view value);
  void points(std::string_view element, std::span<const Point> points, const Shape& shape);

  std::string out_;
};

// For XML 1.0 text and attributes: & < > " ' as entities; bytes that are no UTF-8 and characters
// that XML forbids become U+FFFD.
std::string escaped(std::string_view text);

}  // namespace ambulo::report
