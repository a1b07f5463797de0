package store.jungyu.chat.embed;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A blog's own colour for what can be pressed and for what the reader said, `?accent=c2410c`.
///
/// Where it would be hard to see it becomes a shade of itself, darker on the light page and lighter
/// on the dark one: as a surface as far as 3 : 1 asks (WCAG 2.2, 1.4.11), as text as far as 4.5 : 1
/// does (1.4.3). On it stands black or white, whichever is better to read. So no colour has to be
/// refused for its contrast, and every one is legible in both themes.
///
/// @param rgb 0xRRGGBB
record Accent(int rgb) {
  static final double READABLE = 4.5;
  static final double VISIBLE = 3;
  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;
  private static final Pattern HEX = Pattern.compile("#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})");

  /// What the style sheet of a theme has under and beside the accent: the values of `tokens.css`.
  enum Theme {
    LIGHT(0xffffff, 0xf1f4f3, 0x1a2523, 0x0a5a86, BLACK, 0.12, 0.2),
    DARK(0x131819, 0x22292a, 0xe6ebea, 0x8fcdf3, WHITE, 0.18, 0.3);

    final int canvas;
    final int bubble;
    final int ink;
    final int link;
    private final int away;
    private final double tint;
    private final double mine;

    /// @param away what a colour is mixed with to stand out more
    /// @param tint how much of the accent a tinged surface has, 0 to 1
    /// @param mine how much of it the reader's own bubbles have
    Theme(int canvas, int bubble, int ink, int link, int away, double tint, double mine) {
      this.canvas = canvas;
      this.bubble = bubble;
      this.ink = ink;
      this.link = link;
      this.away = away;
      this.tint = tint;
      this.mine = mine;
    }
  }

  /// The colour in `raw`: three or six hexadecimal digits, as a style sheet writes them, with or
  /// without `#`; empty for anything else.
  static Optional<Accent> parse(String raw) {
    var matcher = HEX.matcher(raw);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(1);
    String six = digits.length() == 6 ? digits : digits.replaceAll("(.)", "$1$1");
    return Optional.of(new Accent(Integer.parseInt(six, 16)));
  }

  /// Six digits, as an address has them.
  String hex() {
    return "%06x".formatted(rgb);
  }

  /// A style sheet that comes after `tokens.css` and gives the accent to both themes.
  String css() {
    return ":root{%s}:root[data-theme=dark]{%s}@media (prefers-color-scheme:dark){:root[data-theme=auto]{%s}}"
        .formatted(tokens(Theme.LIGHT), tokens(Theme.DARK), tokens(Theme.DARK));
  }

  private String tokens(Theme theme) {
    return "--accent:%s;--on-accent:%s;--accent-ink:%s;--accent-tint:%s;--mine:%s;--on-mine:%s;--on-mine-link:%s"
        .formatted(
            css(fill(theme)),
            css(onFill(theme)),
            css(ink(theme)),
            css(tint(theme)),
            css(mine(theme)),
            css(theme.ink),
            css(mineLink(theme)));
  }

  /// As a surface: a button.
  int fill(Theme theme) {
    return shade(rgb, theme, VISIBLE, theme.canvas);
  }

  /// What is written on such a surface.
  int onFill(Theme theme) {
    return contrast(fill(theme), WHITE) >= contrast(fill(theme), BLACK) ? WHITE : BLACK;
  }

  /// As text, on every surface that has such text.
  int ink(Theme theme) {
    return shade(rgb, theme, READABLE, theme.canvas, theme.bubble, tint(theme));
  }

  /// What a chosen thing is tinged with.
  int tint(Theme theme) {
    return mix(theme.canvas, fill(theme), theme.tint);
  }

  /// The reader's own bubbles.
  int mine(Theme theme) {
    return mix(theme.canvas, fill(theme), theme.mine);
  }

  /// A link in such a bubble.
  int mineLink(Theme theme) {
    return shade(theme.link, theme, READABLE, mine(theme));
  }

  private static int shade(int colour, Theme theme, double contrast, int... surfaces) {
    for (int percent = 0; percent < 100; percent++) {
      int shade = mix(colour, theme.away, percent / 100.0);
      if (IntStream.of(surfaces).allMatch(surface -> contrast(shade, surface) >= contrast)) {
        return shade;
      }
    }
    return theme.away;
  }

  /// `share` of `second`, the rest of `first`.
  private static int mix(int first, int second, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double channel = (first >> shift & 255) * (1 - share) + (second >> shift & 255) * share;
      mixed |= (int) Math.round(channel) << shift;
    }
    return mixed;
  }

  /// 1 to 21, as WCAG 2.2 defines it.
  static double contrast(int one, int other) {
    double first = luminance(one);
    double second = luminance(other);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 255)
        + 0.7152 * linear(rgb >> 8 & 255)
        + 0.0722 * linear(rgb & 255);
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static String css(int rgb) {
    return "#%06x".formatted(rgb);
  }
}
