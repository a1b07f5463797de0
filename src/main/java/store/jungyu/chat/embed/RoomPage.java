package store.jungyu.chat.embed;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.omnifaces.cdi.Param;
import store.jungyu.chat.room.Animal;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Turns;

/// `/room/{postId}`: the page in the frame, complete before any script runs (FR-101, FR-102,
/// UI-101).
///
/// Parameters, all optional; a value that cannot be is as if it were missing: `theme` (`light`,
/// `dark`, `auto`), `title`, `lang` (see [Language]), `accent` (see [Accent]), `before`: the number
/// of a message, to show what was said before it instead of the latest.
@Named
@RequestScoped
public class RoomPage {
  /// How many of the messages that the page of a permalink shows are newer than the one it is for.
  private static final int NEWER = 25;

  private static final int TOO_MANY_REQUESTS = 429;

  @Inject
  @Param(pathIndex = 0)
  private String postId;

  @Inject private Rooms rooms;

  @Inject private MessageLog log;

  @Inject private Limits limits;

  @Inject private Turns<HttpServletRequest> reads;

  @Inject private AllowedOrigins embedders;

  @Inject private Language language;

  @Inject private ExternalContext external;

  @Inject
  @ConfigProperty(name = "chat.frame-bytes")
  private int frameBytes;

  @Inject
  @ConfigProperty(name = "chat.rest-after")
  private Duration restAfter;

  @Inject
  @ConfigProperty(name = "chat.indexable")
  private boolean indexable;

  private String title = "";
  private String theme = "auto";
  private Optional<Accent> accent = Optional.empty();
  private List<Line> lines = List.of();
  private long head;
  private long newest;
  private boolean available = true;

  @PostConstruct
  void read() {
    title = Title.of(parameter("title"));
    theme = Set.of("light", "dark").contains(parameter("theme")) ? parameter("theme") : "auto";
    accent = Accent.parse(parameter("accent"));
    external.setResponseHeader("Cache-Control", "no-store");
    String before = parameter("before");
    long seq = before.matches("[1-9][0-9]{0,17}") ? Long.parseLong(before) : Long.MAX_VALUE;
    Duration wait = turn(seq);
    if (!wait.isZero()) {
      without(TOO_MANY_REQUESTS);
      external.setResponseHeader("Retry-After", Turns.retryAfter(wait));
      return;
    }
    try {
      MessageLog.Tail tail = rooms.recent(room());
      head = tail.head();
      newest = tail.messages().isEmpty() ? 0 : tail.messages().getLast().seq();
      lines = Line.of(wanted(tail.messages(), seq), language.getLocale());
    } catch (MessageLog.Unavailable e) {
      without(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }

  /// Takes a turn of the reader's address, unless memory has what is wanted.
  ///
  /// @return zero, or how long until there is a turn
  private Duration turn(long before) {
    boolean latest = before == Long.MAX_VALUE;
    return latest && rooms.remembers(room())
        ? Duration.ZERO
        : reads.take((HttpServletRequest) external.getRequest());
  }

  /// The page comes without messages; where a script runs, the socket brings them.
  private void without(int status) {
    available = false;
    external.setResponseStatus(status);
  }

  private List<Message> wanted(List<Message> latest, long seq) throws MessageLog.Unavailable {
    if (seq > newest) {
      return latest;
    }
    List<Message> older = log.before(room(), seq, limits.history());
    return older.isEmpty() ? latest : older;
  }

  private String parameter(String name) {
    return external.getRequestParameterMap().getOrDefault(name, "");
  }

  private RoomId room() {
    return new RoomId(postId); // RoomAddress lets no other through
  }

  public String getPostId() {
    return room().value();
  }

  public String getTitle() {
    return title.isEmpty() ? Language.words(language.getLocale()).getString("roomUntitled") : title;
  }

  /// `light`, `dark` or `auto`.
  public String getTheme() {
    return theme;
  }

  /// The style sheet of the embedder's own colour, or null.
  public @Nullable String getAccentStyle() {
    return accent.map(colour -> getBase() + "/accent/" + colour.hex() + ".css").orElse(null);
  }

  /// Whether search engines may keep the page.
  public boolean isIndexable() {
    return indexable;
  }

  public List<Line> getMessages() {
    return lines;
  }

  /// The number of the room's last event.
  public long getHead() {
    return head;
  }

  /// Whether older messages than those on the page exist.
  public boolean isMore() {
    return !lines.isEmpty() && lines.getFirst().getSeq() > 1;
  }

  /// Whether newer messages than those on the page exist.
  public boolean isBehind() {
    return !lines.isEmpty() && lines.getLast().getSeq() < newest;
  }

  /// Whether the history could be read.
  public boolean isAvailable() {
    return available;
  }

  /// The address of the page before this one, from this one.
  public String getOlder() {
    return address(lines.getFirst().getSeq());
  }

  /// The address of the page after this one.
  public String getNewer() {
    long before = lines.getLast().getSeq() + limits.history() + 1;
    return address(before > newest ? 0 : before);
  }

  /// The address of this room by itself, from this page.
  public String getWhole() {
    return address(0);
  }

  /// Where the message `seq` will always be found: by a browser without script, too.
  public String permalink(long seq) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("before", Long.toString(seq + NEWER));
    parameters.put("title", title);
    return query(parameters) + "#m" + seq;
  }

  private String address(long before) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("before", before == 0 ? "" : Long.toString(before));
    parameters.put("theme", theme.equals("auto") ? "" : theme);
    parameters.put("lang", language.getAsked());
    parameters.put("accent", accent.map(Accent::hex).orElse(""));
    parameters.put("title", title);
    return query(parameters);
  }

  private static String query(Map<String, String> parameters) {
    return "?"
        + parameters.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
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
