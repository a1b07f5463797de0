package store.jungyu.chat.testing;

import java.util.List;

/// Bodies for `/api/blocks` that say of nobody until when he is blocked, and some that are made to
/// be hard to read: as deep, as wide and as long as the server takes.
public final class NoBlocks {
  private NoBlocks() {}

  public static List<String> bodies() {
    return List.of(
        "",
        "[]",
        "{",
        "{}",
        "{\"for\":\"PT1H\"}",
        "{\"address\":\"evil.example\",\"for\":\"PT1H\"}",
        "{\"address\":\"10.0.0.0/8\",\"for\":\"PT1H\"}",
        "{\"address\":\"10.0.0.1/24\",\"for\":\"PT1H\"}",
        "{\"address\":\"10.0.0.1\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"an hour\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT-1H\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT9999999999999999H\"}",
        "{\"address\":\"10.0.0.1\",\"until\":\"2001-01-01T00:00:00Z\"}",
        "{\"address\":\"10.0.0.1\",\"until\":\"+300000-01-01T00:00:00Z\"}",
        "{\"address\":\"10.0.0.1\",\"until\":\"+1000000000-12-31T23:59:59Z\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"P9999999D\"}",
        "{\"address\":\"10.0.0.1\",\"room\":\"a/b\",\"for\":\"PT1H\"}",
        "{\"person\":\"somebody\",\"for\":\"PT1H\"}",
        "{\"room\":\"nobody-spoke-here\",\"seq\":1,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":\"1\",\"for\":\"PT1H\"}",
        "{\"address\":5,\"for\":7}",
        "{\"room\":\"x\",\"seq\":1.5,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":18446744073709551617,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":1e400,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":1e99999999,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":1e-99999999,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":1e9999999999999,\"for\":\"PT1H\"}",
        "{\"room\":\"x\",\"seq\":" + "9".repeat(60_000) + ",\"for\":\"PT1H\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT1H\",\"more\":" + "9".repeat(60_000) + "}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT1H\"} trailing",
        "{\"a\":".repeat(12_000),
        "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
        "{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
        "[".repeat(60_000),
        "{" + "\"k\":0,".repeat(9_000) + "\"k\":0}",
        "{\"address\":\"" + "1.".repeat(30_000) + "\",\"for\":\"PT1H\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"P" + "1".repeat(60_000) + "D\"}",
        "{\"address\":\"10.0.0.1\",\"until\":\"" + "1".repeat(60_000) + "\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT1H\",\"note\":\"" + "n".repeat(201) + "\"}",
        "{\"address\":\"10.0.0.1\",\"for\":\"PT1H\",\"note\":\"\\u0000\"}");
  }
}
