package store.jungyu.chat.socket;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/// What is read over plain HTTP.
@ApplicationPath("/api")
public class RestApi extends Application {}
