package store.jungyu.chat.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;

/// How lively the rooms of an index page are, all in one answer. A look makes no room.
///
/// Messages are counted at most once a room in ten seconds, however many pages ask.
@Path("rooms/counts")
@Singleton
public class CountsResource {
  private static final int MOST = 50;
  private static final int RETRY_SECONDS = 5;
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final int MOST_KEPT = 10_000;

  private final Rooms rooms;
  private final MessageLog log;
  private final Cache<RoomId, Long> counted =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(FRESH).build();

  @Inject
  public CountsResource(Rooms rooms, MessageLog log) {
    this.rooms = rooms;
    this.log = log;
  }

  /// `{"post-1":{"messages":3,"present":1},…}`, under each id as it was asked for; an id that no
  /// room can have gets `{"error":"BAD_ID"}`.
  ///
  /// @param ids 1 to 50, separated by commas; else 400 with `{"error":"NO_IDS"}` or
  ///   `{"error":"TOO_MANY_IDS"}`
  @GET
  @Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
  public Response counts(@QueryParam("ids") @DefaultValue("") String ids) {
    List<String> asked =
        Arrays.stream(ids.split(",", -1)).filter(id -> !id.isEmpty()).distinct().toList();
    if (asked.isEmpty()) {
      return refused("NO_IDS");
    }
    if (asked.size() > MOST) {
      return refused("TOO_MANY_IDS");
    }
    Map<String, Optional<RoomId>> wanted = new LinkedHashMap<>();
    asked.forEach(id -> wanted.put(id, RoomId.parse(id)));
    try {
      Map<RoomId, Long> messages =
          messages(wanted.values().stream().flatMap(Optional::stream).distinct().toList());
      Map<String, Optional<Frames.Count>> found = new LinkedHashMap<>();
      wanted.forEach((id, room) ->
          found.put(
              id,
              room.map(known ->
                  new Frames.Count(messages.getOrDefault(known, 0L), rooms.present(known)))));
      return Response.ok(Frames.write(found))
          .header("Cache-Control", "public, max-age=" + FRESH.toSeconds())
          .build();
    } catch (MessageLog.Unavailable e) {
      return Response.status(Response.Status.SERVICE_UNAVAILABLE)
          .header("Retry-After", RETRY_SECONDS)
          .build();
    }
  }

  private Map<RoomId, Long> messages(List<RoomId> wanted) throws MessageLog.Unavailable {
    Map<RoomId, Long> known = new LinkedHashMap<>(counted.getAllPresent(wanted));
    List<RoomId> missing = wanted.stream().filter(room -> !known.containsKey(room)).toList();
    Map<RoomId, Long> stored = log.counts(missing);
    for (RoomId room : missing) {
      long count = stored.getOrDefault(room, 0L);
      counted.put(room, count);
      known.put(room, count);
    }
    return known;
  }

  private static Response refused(String error) {
    return Response.status(Response.Status.BAD_REQUEST)
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .entity("{\"error\":\"" + error + "\"}")
        .build();
  }
}
