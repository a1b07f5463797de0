package store.jungyu.chat.socket;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import store.jungyu.chat.room.Frame;
import store.jungyu.chat.room.FrameEncoder;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Rooms;

/// Puts the room's socket at its address, `/socket/{postId}`, with the handshake's rules before it.
public final class RoomSockets {
  private RoomSockets() {}

  /// The protocol's way of writing events.
  public static FrameEncoder encoder() {
    return events -> new Frame(Frames.write(events));
  }

  /// @param ownOrigins the origins under which the chat's own pages are served
  /// @param networksOf where the client is, proxies considered: keyed hashes of the ranges of
  ///   addresses around it, narrowest first
  public static void open(
      ServletContext context,
      Rooms rooms,
      Limits limits,
      Sockets sockets,
      Set<String> ownOrigins,
      Function<HttpServletRequest, List<String>> networksOf) {
    ServerContainer container =
        (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig endpoint =
        ServerEndpointConfig.Builder.create(RoomSocket.class, "/socket/{postId}")
            .configurator(
                Handshake.configurator(
                    ownOrigins, networks -> new RoomSocket(rooms, limits, sockets, networks)))
            .build();
    context
        .addFilter("handshake", new Handshake(ownOrigins, networksOf, sockets, container, endpoint))
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/socket/*");
  }
}
