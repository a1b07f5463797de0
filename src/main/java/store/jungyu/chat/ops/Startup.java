package store.jungyu.chat.ops;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.omnifaces.facesviews.FacesViewsForwardingFilter;
import store.jungyu.chat.embed.AllowedOrigins;
import store.jungyu.chat.embed.Assets;
import store.jungyu.chat.embed.EmbedScript;
import store.jungyu.chat.embed.ResponseHeaders;
import store.jungyu.chat.embed.RoomAddress;
import store.jungyu.chat.embed.Unlisted;
import store.jungyu.chat.moderation.Blocks;
import store.jungyu.chat.room.Limits;
import store.jungyu.chat.room.Pseudonyms;
import store.jungyu.chat.room.Rooms;
import store.jungyu.chat.socket.RoomSockets;
import store.jungyu.chat.socket.Sockets;

/// Starts the chat with the web application and stops it in order: first the sockets are told, then
/// what was said is stored, then the threads end.
@WebListener
public class Startup implements ServletContextListener {
  private static final long STORE_WITHIN_SECONDS = 5;

  @Inject private Settings settings;

  @Inject private Rooms rooms;

  @Inject private Limits limits;

  @Inject private Pseudonyms pseudonyms;

  @Inject private Sockets sockets;

  @Inject private Blocks blocks;

  @Inject private AllowedOrigins embedders;

  @Inject private ChatMetrics metrics;

  @Inject private Migrations migrations;

  @Inject @Readiness private Ready ready;

  @Resource private ManagedThreadFactory threads;

  private final List<Thread> running = new ArrayList<>();
  private @Nullable PlannedStop plannedStop;
  private Duration drainWithin = Duration.ZERO;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    var addresses = new ClientAddress(settings.trustedProxies(), pseudonyms);
    filter(context, "headers", new ResponseHeaders(embedders), "/*");
    RoomSockets.open(context, rooms, limits, sockets, settings.ownOrigins(), addresses);
    filter(
        context,
        "concurrent",
        new ConcurrentRequests(settings.concurrentRequests(), addresses::network, metrics),
        "/*");
    filter(context, "addresses", new RoomAddress(), "/*");
    Assets assets = new Assets(context, settings.development());
    context.setAttribute(Assets.class.getName(), assets);
    filter(context, "assets", assets, "/assets/*");
    filter(context, "unlisted", new Unlisted(embedders, settings.ownOrigins()), "/room/*");
    letAnswersComeLater(context);
    context
        .addServlet("embed", new EmbedScript(context, settings.development()))
        .addMapping("/embed.js");
    metrics.observe(rooms, sockets, blocks, ready::databaseAnswers);
    start("migrations", this::migrate);
    start("journal", rooms.journal());
    start("block-watch", blocks::watch);
    int keepDays = settings.keepDays();
    Duration expireEvery = settings.expireEvery();
    start("retention", () -> Retention.run(rooms, keepDays, expireEvery));
    start("room-watch", rooms::watch);
    start("socket-watch", sockets::watch);
    drainWithin = settings.drainWithin();
    plannedStop = new PlannedStop(this::drain);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (plannedStop != null) {
      plannedStop.close();
    }
    drain();
    running.forEach(Thread::interrupt);
  }

  /// Sends the browsers away and stores what they had said.
  private void drain() {
    try {
      sockets.drain(drainWithin);
      rooms.journal().stop();
      for (Thread thread : running) {
        if (thread.getName().equals("journal")) {
          thread.join(TimeUnit.SECONDS.toMillis(STORE_WITHIN_SECONDS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void migrate() {
    try {
      migrations.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(String name, Runnable task) {
    Thread thread = threads.newThread(task);
    thread.setName(name);
    thread.start();
    running.add(thread);
  }

  /// OmniFaces' filter is in the way of every request, and forgets to say that it may be left
  /// before there is an answer.
  private static void letAnswersComeLater(ServletContext context) {
    String name = FacesViewsForwardingFilter.class.getName();
    if (context.getFilterRegistration(name) instanceof FilterRegistration.Dynamic views) {
      views.setAsyncSupported(true);
    }
  }

  private static void filter(ServletContext context, String name, Filter filter, String pattern) {
    FilterRegistration.Dynamic registration = context.addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, pattern);
  }
}
