package store.jungyu.chat.embed;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Message;

/// A message as a line of the page. Times are the blog's here; the script makes them the reader's.
public final class Line {
  private static final ZoneId BLOG = ZoneId.of("Asia/Seoul");
  private static final Duration TOGETHER = Duration.ofMinutes(5);

  private final Message message;
  private final ZonedDateTime at;
  private final Locale locale;
  private final boolean startsDay;
  private final boolean continues;

  private Line(Message message, @Nullable Message before, Locale locale) {
    this.message = message;
    this.locale = locale;
    at = message.at().atZone(BLOG);
    startsDay = before == null || !at.toLocalDate().equals(before.at().atZone(BLOG).toLocalDate());
    continues =
        before != null
            && !startsDay
            && before.author().equals(message.author())
            && before.nickname().equals(message.nickname())
            && before.avatar() == message.avatar()
            && Duration.between(before.at(), message.at()).abs().compareTo(TOGETHER) <= 0;
  }

  static List<Line> of(List<Message> messages, Locale locale) {
    List<Line> lines = new ArrayList<>(messages.size());
    Message before = null;
    for (Message message : messages) {
      lines.add(new Line(message, before, locale));
      before = message;
    }
    return lines;
  }

  public long getSeq() {
    return message.seq();
  }

  public String getId() {
    return message.clientId().toString();
  }

  public String getAuthor() {
    return message.author();
  }

  public String getNickname() {
    return message.nickname();
  }

  public String getAvatar() {
    return message.avatar().id();
  }

  public String getText() {
    return message.text();
  }

  public boolean isEdited() {
    return message.edited();
  }

  /// ISO 8601, UTC.
  public String getAt() {
    return message.at().toString();
  }

  public LocalDate getDay() {
    return at.toLocalDate();
  }

  public String getDayLabel() {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale).format(at);
  }

  public String getTime() {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale).format(at);
  }

  /// Whether a day's separator stands above it.
  public boolean isStartsDay() {
    return startsDay;
  }

  /// Whether the one above is by the same author, shortly before.
  public boolean isContinues() {
    return continues;
  }
}
