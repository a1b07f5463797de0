package store.jungyu.chat.socket;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Turns;

/// How lively the rooms of an index page are, all in one answer. A look makes no room.
@Path("rooms/counts")
@Singleton
public class CountsResource {
  private static final int MOST = 50;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Rooms rooms;
  private final Counts counts;
  private final Turns<HttpServletRequest> reads;

  @Inject
  public CountsResource(Rooms rooms, MessageLog log, Turns<HttpServletRequest> reads) {
    this.rooms = rooms;
    this.counts = new Counts(log, PATIENCE);
    this.reads = reads;
  }

  /// `{"post-1":{"messages":3,"present":1},…}`, under each id as it was asked for; an id that no
  /// room can have gets `{"error":"BAD_ID"}`.
  ///
  /// @param ids 1 to 50, separated by commas; else 400 with `{"error":"NO_IDS"}` or
  ///   `{"error":"TOO_MANY_IDS"}`
  @GET
  @Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
  public Response counts(
      @Context HttpServletRequest request, @QueryParam("ids") @DefaultValue("") String ids) {
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
    Set<RoomId> possible =
        wanted.values().stream().flatMap(Optional::stream).collect(Collectors.toSet());
    Duration wait = counts.know(possible) ? Duration.ZERO : reads.take(request);
    if (!wait.isZero()) {
      return Later.tooOften(wait);
    }
    try {
      Map<RoomId, Long> messages = counts.of(possible);
      Map<String, Optional<Frames.Count>> found = new LinkedHashMap<>();
      wanted.forEach((id, room) ->
          found.put(
              id,
              room.map(
                  each -> new Frames.Count(messages.getOrDefault(each, 0L), rooms.present(each)))));
      return Response.ok(Frames.write(found))
          .header("Cache-Control", "public, max-age=" + Counts.FRESH.toSeconds())
          .build();
    } catch (MessageLog.Unavailable e) {
      return Later.away();
    }
  }

  private static Response refused(String error) {
    return Response.status(Response.Status.BAD_REQUEST)
        .type(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .entity("{\"error\":\"" + error + "\"}")
        .build();
  }
}
