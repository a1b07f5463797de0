package store.jungyu.chat.embed;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.omnifaces.cdi.Param;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;

/// `/room/{postId}`: the page in the frame, complete before any script runs (FR-101, FR-102,
/// UI-101).
@Named
@RequestScoped
public class RoomPage {
  private static final int TITLE_CODE_POINTS = 120;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

  @Inject
  @Param(pathIndex = 0)
  private String postId;

  @Inject private Rooms rooms;

  @Inject private Limits limits;

  @Inject private AllowedOrigins embedders;

  @Inject private Language language;

  @Inject private ExternalContext external;

  @Inject
  @ConfigProperty(name = "chat.frame-bytes")
  private int frameBytes;

  @Inject
  @ConfigProperty(name = "chat.rest-after")
  private Duration restAfter;

  private String title = "";
  private String theme = "auto";
  private List<Line> lines = List.of();
  private long head;
  private boolean available = true;

  @PostConstruct
  void read() {
    Map<String, String> parameters = external.getRequestParameterMap();
    title = title(parameters.getOrDefault("title", ""));
    if (title.isEmpty()) {
      title = Language.words(language.getLocale()).getString("roomUntitled");
    }
    String wanted = parameters.getOrDefault("theme", "");
    theme = wanted.equals("light") || wanted.equals("dark") ? wanted : "auto";
    try {
      MessageLog.Tail tail = rooms.recent(room());
      lines = Line.of(tail.messages(), language.getLocale());
      head = tail.head();
    } catch (MessageLog.Unavailable e) {
      available = false;
      external.setResponseStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
    external.setResponseHeader("Cache-Control", "no-store");
  }

  /// What is visible of `raw`, clipped; empty where nothing is.
  static String title(String raw) {
    String clean = UNPRINTABLE.matcher(raw).replaceAll(" ").strip();
    int length = clean.codePointCount(0, clean.length());
    return length <= TITLE_CODE_POINTS
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, TITLE_CODE_POINTS - 1)) + "…";
  }

  private RoomId room() {
    return new RoomId(postId); // RoomAddress lets no other through
  }

  public String getPostId() {
    return room().value();
  }

  public String getTitle() {
    return title;
  }

  /// `light`, `dark` or `auto`.
  public String getTheme() {
    return theme;
  }

  public List<Line> getMessages() {
    return lines;
  }

  /// The number of the last event the page shows.
  public long getHead() {
    return head;
  }

  /// Whether older messages than those on the page exist.
  public boolean isMore() {
    return !lines.isEmpty() && lines.getFirst().getSeq() > 1;
  }

  /// Whether the history could be read.
  public boolean isAvailable() {
    return available;
  }

  /// Where scripts, styles and pictures lie.
  public String getBase() {
    Object assets = external.getApplicationMap().get(Assets.class.getName());
    return ((Assets) Objects.requireNonNull(assets, "Startup puts it there")).base();
  }

  /// The origins whose `postMessage` the page believes, besides its own.
  public String getParentOrigins() {
    return String.join(" ", embedders.origins());
  }

  /// How long a room may be out of everybody's sight before the page closes its socket, in
  /// milliseconds.
  public long getRestAfter() {
    return restAfter.toMillis();
  }

  /// What the inputs keep to: `text`, `nicknameMin`, `nicknameMax` in code points, `frame` in
  /// bytes.
  public Map<String, Integer> getLimits() {
    return Map.of(
        "text", limits.text(),
        "nicknameMin", limits.nicknameMin(),
        "nicknameMax", limits.nicknameMax(),
        "frame", frameBytes);
  }

  /// The animals to choose from.
  public List<String> getAnimals() {
    return Arrays.stream(Animal.values()).map(Animal::id).toList();
  }
}
