// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/svg.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <iterator>
#include <utility>

namespace ambulo::report {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// Hundredths of a pixel, without trailing zeros.
std::string number(double value) {
  const double rounded = std::round(value * 100.0) / 100.0;
  return fmt::format("{}", rounded == 0.0 ? 0.0 : rounded);  // not -0
}

bool allowed_in_xml(std::uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c < 0x7F) || (c > 0x9F && c < 0xD800) ||
         (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c <= 0x10FFFF);
}

// Bytes of the allowed character at the start of text, 0 when there is none.
std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t size = lead < 0x80             ? 1
                           : (lead & 0xE0) == 0xC0 ? 2
                           : (lead & 0xF0) == 0xE0 ? 3
                           : (lead & 0xF8) == 0xF0 ? 4
                                                   : 0;
  if (size == 0 || size > text.size()) return 0;
  static constexpr std::uint32_t kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  static constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};  // no long forms
  std::uint32_t character = lead & kLeadBits[size];
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xC0) != 0x80) return 0;
    character = character << 6 | (byte & 0x3F);
  }
  return character >= kSmallest[size] && allowed_in_xml(character) ? size : 0;
}

std::string_view anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::Start:
      return "start";
    case Anchor::Middle:
      return "middle";
    case Anchor::End:
      return "end";
  }
  return "";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = character_bytes(text);
    switch (text.front()) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += size > 0 ? text.substr(0, size) : kReplacement;
    }
    text.remove_prefix(size > 0 ? size : 1);
  }
  return result;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\" font-family=\"system-ui, 'Segoe UI', 'Helvetica Neue', "
      "Arial, 'DejaVu Sans', sans-serif\">\n<title>{2}</title>\n<desc>{3}</desc>\n",
      number(width), number(height), escaped(title), escaped(description));
}

void Svg::open(std::string_view element) {
  out_ += fmt::format("<{}", element);
}

void Svg::attribute(std::string_view name, double value) {
  attribute(name, number(value));
}

void Svg::attribute(std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(out_), " {}=\"{}\"", name, escaped(value));
}

void Svg::close(const Shape& shape, std::string_view element) {
  attribute("fill", shape.fill);
  if (shape.stroke != "none") {
    attribute("stroke", shape.stroke);
    attribute("stroke-width", shape.stroke_width);
    if (!shape.dashes.empty()) attribute("stroke-dasharray", shape.dashes);
  }
  if (shape.opacity < 1.0) attribute("opacity", shape.opacity);
  if (shape.tooltip.empty()) {
    out_ += "/>\n";
  } else {
    out_ += fmt::format("><title>{}</title></{}>\n", escaped(shape.tooltip), element);
  }
}

void Svg::rectangle(const Box& box, const Shape& shape) {
  open("rect");
  attribute("x", box.x);
  attribute("y", box.y);
  attribute("width", box.width);
  attribute("height", box.height);
  if (shape.radius > 0.0) attribute("rx", shape.radius);
  close(shape, "rect");
}

void Svg::line(Point from, Point to, const Shape& shape) {
  open("line");
  attribute("x1", from.x);
  attribute("y1", from.y);
  attribute("x2", to.x);
  attribute("y2", to.y);
  close(shape, "line");
}

void Svg::points(std::string_view element, std::span<const Point> points, const Shape& shape) {
  std::string list;
  for (const Point& point : points) {
    if (!list.empty()) list += ' ';
    list += number(point.x) + ',' + number(point.y);
  }
  open(element);
  attribute("points", list);
  close(shape, element);
}

void Svg::polyline(std::span<const Point> at, const Shape& shape) {
  points("polyline", at, shape);
}

void Svg::polygon(std::span<const Point> at, const Shape& shape) {
  points("polygon", at, shape);
}

void Svg::circle(Point centre, double radius, const Shape& shape) {
  open("circle");
  attribute("cx", centre.x);
  attribute("cy", centre.y);
  attribute("r", radius);
  close(shape, "circle");
}

void Svg::text(Point at, std::string_view words, const Font& font) {
  open("text");
  attribute("x", at.x);
  attribute("y", at.y);
  attribute("font-size", font.size);
  attribute("fill", font.fill);
  if (font.bold) attribute("font-weight", "600");
  if (font.anchor != Anchor::Start) attribute("text-anchor", anchor_name(font.anchor));
  if (font.turn_deg != 0.0) {
    attribute("transform",
              fmt::format("rotate({} {} {})", number(font.turn_deg), number(at.x), number(at.y)));
  }
  out_ += fmt::format(">{}</text>\n", escaped(words));
}

std::string Svg::finish() && {
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace ambulo::report
