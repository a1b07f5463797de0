package store.jungyu.chat.socket;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/// What REST refuses by itself (an address that there is not, another method or type) is answered
/// and no more. Left alone, the server writes each into its log with all its frames, and with the
/// address that was asked for.
@Provider
public final class Refusals implements ExceptionMapper<WebApplicationException> {
  @Override
  public Response toResponse(WebApplicationException refusal) {
    return Response.fromResponse(refusal.getResponse()).entity(null).build();
  }
}
