package store.jungyu.chat.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A blog of a few pages. Browsers take `127.0.0.1` and `localhost` for two sites: it is both.
final class Blog {
  private final HttpServer server;

  Blog() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/favicon.ico", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
  }

  /// Puts a page with this body under `path`.
  Blog publish(String path, String body) {
    byte[] page = ("<!DOCTYPE html><meta charset=utf-8>" + body).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    return this;
  }

  /// Its address under `host`.
  URI at(String host, String path) {
    return URI.create(origin(host) + path);
  }

  String origin(String host) {
    return "http://" + host + ":" + server.getAddress().getPort();
  }
}
