package store.jungyu.chat.socket;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Telemetry;

/// `/api/mine`: what the chat knows of the person whose browser asks, and its end. The browser
/// shows its `anonymousId` as `Authorization: Bearer …`, so that it stands in no address, which
/// logs keep. `docs/privacy.md` shows it.
@Path("mine")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
public class MineResource {
  private static final int SHOWN_AT_ONCE = 1_000;
  private static final int SHOWN_CHARS = 131_072;
  private static final int DELETED_AT_ONCE = 1_000;
  private static final Duration UNDER_WAY = Duration.ofSeconds(5);

  private final Rooms rooms;
  private final Inquiries inquiries;
  private final Telemetry telemetry;

  @Inject
  public MineResource(Rooms rooms, Inquiries inquiries, Telemetry telemetry) {
    this.rooms = rooms;
    this.inquiries = inquiries;
    this.telemetry = telemetry;
  }

  /// What is asked, once it is known by whom; empty where that is under way already.
  private interface Answer {
    Optional<String> about(UUID anonymousId) throws MessageLog.Unavailable, InterruptedException;
  }

  /// `{"rooms":[{"room":"post-1","messages":[…]}],"more":false}`: all that the person said and did
  /// not delete, at most 1000 messages at a time and 131,072 characters of their texts.
  ///
  /// @param room goes on after this room's message …
  /// @param seq … with this number; where there was `more`
  @POST
  public void all(
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response,
      @QueryParam("room") @DefaultValue("") String room,
      @QueryParam("seq") @DefaultValue("0") long seq) {
    Optional<RoomId> after = RoomId.parse(room);
    if (!room.isEmpty() && after.isEmpty()) {
      response.resume(Response.status(Status.BAD_REQUEST).build());
      return;
    }
    answer(
        request,
        response,
        anonymousId -> {
          Rooms.Part part =
              rooms.said(anonymousId, after.orElse(null), seq, SHOWN_AT_ONCE, SHOWN_CHARS);
          return Optional.of(Frames.writeOwn(part.said(), part.more()));
        });
  }

  /// Deletes what the person said, as if it had deleted each message: `{"deleted":3,"more":false}`;
  /// at most 1000 at a time. 429 while another such request of the same person is being answered.
  @DELETE
  public void delete(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    answer(
        request,
        response,
        anonymousId -> {
          OptionalInt deleted = rooms.erase(anonymousId, DELETED_AT_ONCE);
          return deleted.isEmpty() ? Optional.empty() : Optional.of(deleted(deleted.getAsInt()));
        });
  }

  private static String deleted(int count) {
    return "{\"deleted\":%d,\"more\":%b}".formatted(count, count == DELETED_AT_ONCE);
  }

  /// Asks the log on a thread of its own: the container's are needed by the sockets.
  private void answer(HttpServletRequest request, AsyncResponse response, Answer answer) {
    if (!inquiries.fromOwnPage(request)) {
      response.resume(Response.status(Status.FORBIDDEN).build());
      return;
    }
    Duration wait = inquiries.turn(request);
    if (!wait.isZero()) {
      response.resume(Later.tooOften(wait));
      return;
    }
    Inquiries.anonymousId(request)
        .ifPresentOrElse(
            anonymousId -> inquiries.threads().execute(() -> resume(response, anonymousId, answer)),
            () ->
                response.resume(
                    Response.status(Status.UNAUTHORIZED)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                        .build()));
  }

  private void resume(AsyncResponse response, UUID anonymousId, Answer answer) {
    try {
      response.resume(answer(anonymousId, answer));
    } catch (RuntimeException e) {
      response.resume(e); // which nobody else would answer
    }
  }

  private Response answer(UUID anonymousId, Answer answer) {
    try {
      Optional<String> said = answer.about(anonymousId);
      if (said.isEmpty()) {
        telemetry.exceeded(Quota.ERASURES_PER_PERSON);
        return Later.tooOften(UNDER_WAY);
      }
      return Response.ok(said.get()).header("Cache-Control", "no-store").build();
    } catch (MessageLog.Unavailable e) {
      return Later.away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Later.away();
    }
  }
}
