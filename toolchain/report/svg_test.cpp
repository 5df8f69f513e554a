// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/svg.h"

#include <gtest/gtest.h>

#include "toolchain/report/palette.h"

namespace ambulo::report {
namespace {

TEST(Svg, escapes_text_attributes_and_tooltips) {
  Svg svg(10, 10, "<t>", "&d");
  svg.text({1, 2}, "<script>alert('x')</script>");
  svg.rectangle({0, 0, 1, 1}, {.fill = "\"/><b>", .tooltip = "</title>"});
  const std::string out = std::move(svg).finish();
  EXPECT_EQ(out.find("<script"), std::string::npos);
  EXPECT_EQ(out.find("<b>"), std::string::npos);
  EXPECT_NE(out.find("<title>&lt;t&gt;</title>"), std::string::npos);
  EXPECT_NE(out.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
  EXPECT_NE(out.find("<title>&lt;/title&gt;</title>"), std::string::npos);
}

TEST(Svg, replaces_what_xml_cannot_hold) {
  EXPECT_EQ(escaped("a\x1b[0m"), "a\uFFFD[0m");
  EXPECT_EQ(escaped("\xff\xc3"), "\uFFFD\uFFFD");            // no UTF-8, cut short
  EXPECT_EQ(escaped("\xc0\xaf"), "\uFFFD\uFFFD");            // '/' in an overlong form
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // surrogate
  EXPECT_EQ(escaped("gr\u00FC\u00DFe \U0001F6B6"), "gr\u00FC\u00DFe \U0001F6B6");
}

TEST(Svg, numbers_are_short_and_never_minus_zero) {
  Svg svg(10, 10, "", "");
  svg.line({1.0 / 3, -0.001}, {2, 3}, {.stroke = "#000000"});
  EXPECT_NE(std::move(svg).finish().find("<line x1=\"0.33\" y1=\"0\" x2=\"2\" y2=\"3\""),
            std::string::npos);
}

TEST(Palette, blends_from_one_colour_to_the_other) {
  EXPECT_EQ(blend("#000000", "#ff8000", 0.0), "#000000");
  EXPECT_EQ(blend("#000000", "#ff8000", 1.0), "#ff8000");
  EXPECT_EQ(blend("#000000", "#ff8000", 0.5), "#804000");
}

}  // namespace
}  // namespace ambulo::report
