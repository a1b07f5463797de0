package store.jungyu.chat.moderation;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import store.jungyu.chat.room.Block;
import store.jungyu.chat.room.MessageLog.Unavailable;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.RoomId;
import store.jungyu.chat.room.Telemetry;
import store.jungyu.chat.room.Turns;

/// `/api/blocks`: how an operator blocks somebody for a time. `docs/moderation.md` shows it.
@Path("blocks")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
public class BlocksResource {
  private static final int NOTE_CHARS = 200;
  private static final int RETRY_SECONDS = 5;

  /// Later ones the database cannot keep, and ISO 8601 writes them otherwise.
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private final Blocks blocks;
  private final Pseudonyms pseudonyms;
  private final OperatorKey key;
  private final Telemetry telemetry;
  private final Turns<HttpServletRequest> turns;

  /// @param turns to show a wrong key
  @Inject
  public BlocksResource(
      Blocks blocks,
      Pseudonyms pseudonyms,
      OperatorKey key,
      Telemetry telemetry,
      Turns<HttpServletRequest> turns) {
    this.blocks = blocks;
    this.pseudonyms = pseudonyms;
    this.key = key;
    this.telemetry = telemetry;
    this.turns = turns;
  }

  /// A request that cannot be understood; the message says why.
  private static final class Unclear extends Exception {
    private static final long serialVersionUID = 1L;

    Unclear(String why) {
      super(why);
    }
  }

  private interface Action {
    Response run() throws Unavailable, Unclear;
  }

  /// The blocks that hold: `{"blocks":[{"subject":"…","room":"post-1","until":"…","note":"…"}]}`
  @GET
  public Response all(@Context HttpServletRequest request) {
    return guarded(
        request,
        () -> {
          JsonArrayBuilder list = Json.createArrayBuilder();
          blocks.all().forEach(block -> list.add(json(block)));
          return Response.ok(Json.createObjectBuilder().add("blocks", list).build().toString())
              .build();
        });
  }

  /// Blocks somebody.
  ///
  /// @param body `{"room":"post-1","seq":44,"for":"P1D"}` or `{"address":"203.0.113.0/24",
  ///   "for":"PT1H"}` or `{"person":"…","until":"2026-11-30T00:00:00Z"}`; `"everywhere":true` for
  ///   the author of a message in all rooms
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(@Context HttpServletRequest request, String body) {
    return guarded(
        request,
        () -> {
          Block block = block(object(body));
          blocks.put(block);
          return Response.status(Status.CREATED).entity(json(block).build().toString()).build();
        });
  }

  /// Lets somebody in again.
  ///
  /// @param room missing: the block that holds everywhere
  @DELETE
  @Path("{subject}")
  public Response lift(
      @Context HttpServletRequest request,
      @PathParam("subject") String subject,
      @QueryParam("room") @DefaultValue("") String room) {
    return guarded(
        request,
        () -> {
          boolean was = blocks.lift(subject, room.isEmpty() ? null : room(room));
          return Response.status(was ? Status.NO_CONTENT : Status.NOT_FOUND).build();
        });
  }

  private Response guarded(HttpServletRequest request, Action action) {
    if (!key.exists()) {
      return Response.status(Status.NOT_FOUND).build();
    }
    if (!key.opens(request.getHeader(HttpHeaders.AUTHORIZATION))) {
      telemetry.keyRefused();
      Duration wait = turns.take(request);
      if (!wait.isZero()) {
        return Response.status(Status.TOO_MANY_REQUESTS)
            .header(HttpHeaders.RETRY_AFTER, Turns.retryAfter(wait))
            .build();
      }
      return Response.status(Status.UNAUTHORIZED)
          .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
          .build();
    }
    try {
      return action.run();
    } catch (Unclear e) {
      JsonObject why =
          Json.createObjectBuilder().add("error", String.valueOf(e.getMessage())).build();
      return Response.status(Status.BAD_REQUEST).entity(why.toString()).build();
    } catch (Unavailable e) {
      return Response.status(Status.SERVICE_UNAVAILABLE)
          .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
          .build();
    }
  }

  private Block block(JsonObject wanted) throws Unavailable, Unclear {
    String note = wanted.getString("note", "");
    if (note.length() > NOTE_CHARS || note.indexOf(0) >= 0) {
      throw new Unclear("note: at most " + NOTE_CHARS + " characters");
    }
    String room = wanted.getString("room", "");
    boolean everywhere = room.isEmpty() || wanted.getBoolean("everywhere", false);
    return new Block(subject(wanted), everywhere ? null : room(room), until(wanted), note);
  }

  private String subject(JsonObject wanted) throws Unavailable, Unclear {
    String person = wanted.getString("person", "");
    String address = wanted.getString("address", "");
    if (wanted.get("seq") instanceof JsonNumber seq) {
      return blocks
          .author(room(wanted.getString("room", "")), whole(seq))
          .orElseThrow(() -> new Unclear("seq: the room has no such message"));
    }
    if (person.matches("[0-9a-f]{64}")) {
      return person;
    }
    if (address.isEmpty()) {
      throw new Unclear("who? room and seq of a message, or person, or address");
    }
    return pseudonyms.network(network(address).toString());
  }

  private static long whole(JsonNumber seq) throws Unclear {
    try {
      return seq.longValueExact();
    } catch (ArithmeticException e) {
      throw new Unclear("seq: the number of a message");
    }
  }

  private static AddressRange network(String address) throws Unclear {
    try {
      AddressRange range = AddressRange.parse(address);
      List<AddressRange> possible = AddressRange.around(range.first());
      boolean ipv6Alone = address.indexOf('/') < 0 && address.indexOf(':') >= 0;
      if (possible.contains(range) || ipv6Alone) {
        return ipv6Alone ? possible.getFirst() : range;
      }
      throw new Unclear("address: a prefix of 32, 24 or 16 bits, in IPv6 of 64, 56, 48 or 32");
    } catch (IllegalArgumentException e) {
      throw new Unclear("address: such as 203.0.113.9, 203.0.113.0/24 or 2001:db8:1:2::/64");
    }
  }

  private Instant until(JsonObject wanted) throws Unclear {
    try {
      String length = wanted.getString("for", "");
      Instant until =
          length.isEmpty()
              ? Instant.parse(wanted.getString("until", ""))
              : blocks.now().plus(Duration.parse(length));
      if (until.isAfter(blocks.now()) && until.isBefore(LAST)) {
        Instant whole = until.truncatedTo(ChronoUnit.SECONDS);
        return whole.equals(until) ? until : whole.plusSeconds(1);
      }
    } catch (DateTimeException | ArithmeticException e) {
      // said below
    }
    throw new Unclear(
        "for: such as PT1H or P7D; or until: such as 2026-11-30T00:00:00Z;"
            + " neither past nor after 9999");
  }

  private static RoomId room(String id) throws Unclear {
    return RoomId.parse(id).orElseThrow(() -> new Unclear("room: the id of a post"));
  }

  private static JsonObject object(String body) throws Unclear {
    try (JsonParser parser = Json.createParser(new StringReader(body))) {
      if (parser.hasNext() && parser.next() == JsonParser.Event.START_OBJECT) {
        JsonObject object = parser.getObject();
        if (!parser.hasNext()) {
          return object;
        }
      }
    } catch (RuntimeException e) {
      // the parser has many words for "not JSON", for "too deep" and for "too many digits"
    }
    throw new Unclear("a JSON object is wanted, of a few fields");
  }

  private static JsonObjectBuilder json(Block block) {
    RoomId room = block.room();
    return Json.createObjectBuilder()
        .add("subject", block.subject())
        .add("room", room == null ? JsonValue.NULL : Json.createValue(room.value()))
        .add("until", block.until().toString())
        .add("note", block.note());
  }
}
