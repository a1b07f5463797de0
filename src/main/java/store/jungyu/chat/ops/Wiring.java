package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import store.jungyu.chat.embed.AllowedOrigins;
import store.jungyu.chat.moderation.Blocks;
import store.jungyu.chat.moderation.OperatorKey;
import store.jungyu.chat.room.BlockLog;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.MessageLog;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.Quota;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.room.Turns;
import store.jungyu.chat.socket.Inquiries;
import store.jungyu.chat.socket.RoomSockets;
import store.jungyu.chat.socket.Sockets;

/// Puts the parts together.
@Singleton
public class Wiring {

  /// Lets a thread of our own ask the database.
  @Resource private ContextService context;

  @Produces
  @Singleton
  Limits limits(Settings settings) {
    return settings.limits();
  }

  @Produces
  @Singleton
  AllowedOrigins embedders(Settings settings) {
    return settings.embedOrigins();
  }

  @Produces
  @Singleton
  Pseudonyms pseudonyms(Settings settings) {
    return new Pseudonyms(settings.secret());
  }

  @Produces
  @Singleton
  Rooms rooms(
      Settings settings,
      Limits limits,
      MessageLog log,
      Pseudonyms pseudonyms,
      ChatMetrics metrics) {
    return new Rooms(
        limits,
        log,
        RoomSockets.encoder(),
        settings.speaking(metrics),
        pseudonyms,
        InstantSource.system(),
        this::start,
        metrics);
  }

  private void start(Runnable task) {
    Thread.startVirtualThread(context.contextualRunnable(task));
  }

  @Produces
  @Singleton
  Blocks blocks(BlockLog log) {
    return new Blocks(log, InstantSource.system());
  }

  @Produces
  @Singleton
  OperatorKey operatorKey(Settings settings) {
    return settings.operatorKey();
  }

  @Produces
  @Singleton
  Inquiries inquiries(Settings settings, Pseudonyms pseudonyms, ChatMetrics metrics) {
    return new Inquiries(
        settings.ownOrigins(),
        new Turns<>(
            new ClientAddress(settings.trustedProxies(), pseudonyms),
            settings.inquiries()::take,
            Quota.INQUIRIES_PER_ADDRESS,
            metrics),
        this::start);
  }

  /// Turns to have pages, older messages and counts looked up in the database.
  @Produces
  @Singleton
  Turns<HttpServletRequest> reads(Settings settings, Pseudonyms pseudonyms, ChatMetrics metrics) {
    return new Turns<>(
        new ClientAddress(settings.trustedProxies(), pseudonyms),
        settings.reads()::take,
        Quota.READS_PER_ADDRESS,
        metrics);
  }

  @Produces
  @Singleton
  Sockets sockets(Settings settings, Blocks blocks, ChatMetrics metrics) {
    return new Sockets(settings.sockets(), settings.handshakes()::take, blocks, metrics);
  }
}
