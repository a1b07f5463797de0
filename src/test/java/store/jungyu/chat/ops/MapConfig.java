package store.jungyu.chat.ops;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;

/// A configuration out of a map, with the product's own defaults beneath.
final class MapConfig implements Config {
  private final Map<String, String> values = new HashMap<>();

  MapConfig(Map<String, String> set) throws IOException {
    Properties defaults = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            MapConfig.class.getResourceAsStream("/META-INF/microprofile-config.properties"))) {
      defaults.load(file);
    }
    defaults.stringPropertyNames().forEach(name -> values.put(name, defaults.getProperty(name)));
    values.putAll(set);
  }

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow(() -> new NoSuchElementException(name));
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    String value = values.get(name);
    return value == null || value.isEmpty()
        ? Optional.empty()
        : Optional.of(type.cast(convert(value, type)));
  }

  private static Object convert(String value, Class<?> type) {
    if (type == String.class) {
      return value;
    }
    if (type == Integer.class) {
      return Integer.valueOf(value);
    }
    if (type == Boolean.class) {
      return Boolean.valueOf(value);
    }
    if (type == Duration.class) {
      return Duration.parse(value);
    }
    if (type == String[].class) {
      return value.split(",", -1);
    }
    throw new IllegalArgumentException("no converter for " + type);
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    return List.of();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
