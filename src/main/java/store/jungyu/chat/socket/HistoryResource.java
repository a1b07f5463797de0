package store.jungyu.chat.socket;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import store.jungyu.chat.room.Message;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Turns;

/// Older messages of a room, a page at a time (FR-401).
@Path("rooms/{postId}/messages")
public class HistoryResource {
  private static final int MOST = 50;

  private final MessageLog log;
  private final Turns<HttpServletRequest> reads;

  @Inject
  public HistoryResource(MessageLog log, Turns<HttpServletRequest> reads) {
    this.log = log;
    this.reads = reads;
  }

  /// `{"messages":[…oldest first…],"more":true}`
  ///
  /// @param before only messages with a lower number; missing: the last ones
  /// @param limit 1 to 50
  @GET
  @Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
  public Response messages(
      @Context HttpServletRequest request,
      @PathParam("postId") String postId,
      @QueryParam("before") @Nullable String before,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    Optional<RoomId> room = RoomId.parse(postId);
    if (room.isEmpty()) {
      return Response.status(Response.Status.NOT_FOUND).build();
    }
    long seq = before == null ? Long.MAX_VALUE : positive(before);
    long count = positive(limit);
    if (seq < 1 || count < 1 || count > MOST) {
      return Response.status(Response.Status.BAD_REQUEST).build();
    }
    Duration wait = reads.take(request);
    if (!wait.isZero()) {
      return Later.tooOften(wait);
    }
    try {
      List<Message> found = log.before(room.get(), seq, (int) count + 1);
      boolean more = found.size() > count;
      List<Message> page = more ? found.subList(1, found.size()) : found;
      return Response.ok(Frames.write(page, more)).header("Cache-Control", "no-store").build();
    } catch (MessageLog.Unavailable e) {
      return Later.away();
    }
  }

  private static long positive(String number) {
    return number.matches("[1-9][0-9]{0,17}") ? Long.parseLong(number) : -1;
  }
}
