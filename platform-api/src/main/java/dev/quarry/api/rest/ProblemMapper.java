package dev.quarry.api.rest;

import dev.quarry.api.auth.ApiKeyMechanism;
import dev.quarry.api.auth.Stranger;
import dev.quarry.api.auth.TenantPrincipal;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.error.Problem;
import dev.quarry.core.trajectory.NewerWorkException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error of the REST layer becomes a problem document here; nothing of the inside leaks. */
public class ProblemMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

  /** SQLSTATE classes of a database that is away, starting, stopping or out of room. */
  private static final Set<String> AWAY = Set.of("08", "53", "57", "58");

  private static final String RETRY_SECONDS = "2";

  private final SecurityIdentity identity;

  public ProblemMapper(SecurityIdentity identity) {
    this.identity = identity;
  }

  @ServerExceptionMapper
  public Response refused(ApiException e) {
    ResponseBuilder response = response(Problem.of(e.code(), e.detail(), e.errors()));
    e.headers().forEach(response::header);
    e.retryAfter().ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after.toSeconds()));
    return response.build();
  }

  @ServerExceptionMapper
  public Response unknownKey(AuthenticationFailedException e) {
    return unauthorized();
  }

  @ServerExceptionMapper
  public Response noKey(UnauthorizedException e) {
    return unauthorized();
  }

  @ServerExceptionMapper
  public Response scope(ForbiddenException e, ResourceInfo resource) {
    if (identity.getPrincipal() instanceof TenantPrincipal who && who.tenant().suspended()) {
      return response(
              Problem.of(
                  ErrorCode.TENANT_SUSPENDED,
                  "The operator of this installation has suspended the tenant \"%s\"."
                      .formatted(who.tenant().slug())))
          .build();
    }
    if (identity.getPrincipal() instanceof Stranger stranger) {
      return response(Problem.of(ErrorCode.NOT_A_MEMBER, stranger.advice())).build();
    }
    PermissionsAllowed needed =
        resource.getResourceMethod() == null
            ? null
            : resource.getResourceMethod().getAnnotation(PermissionsAllowed.class);
    String detail =
        needed == null
            ? "The key's scopes do not cover this."
            : "This needs the scope %s, which the key does not have."
                .formatted(String.join(", ", needed.value()));
    return response(Problem.of(ErrorCode.FORBIDDEN, detail)).build();
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    ErrorCode code =
        switch (status) {
          case 404 -> ErrorCode.NOT_FOUND;
          case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
          case 406 -> ErrorCode.NOT_ACCEPTABLE;
          case 413 -> ErrorCode.BODY_TOO_LARGE;
          case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
          default -> status < 500 ? ErrorCode.REFUSED : ErrorCode.INTERNAL;
        };
    if (code == ErrorCode.INTERNAL) {
      return unexpected(e);
    }
    ResponseBuilder response = response(Problem.of(code, detail(code)));
    Object allow = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
    if (allow != null) {
      response.header(HttpHeaders.ALLOW, allow);
    }
    return response.build();
  }

  /** While an installation is brought to a new version, replicas of both answer. */
  @ServerExceptionMapper
  public Response newer(NewerWorkException e) {
    LOG.warn("newer steps than this errorCode={} {}", ErrorCode.NEWER_WORK.slug(), e.getMessage());
    return response(
            Problem.of(
                ErrorCode.NEWER_WORK,
                "The trajectory has steps that this version of the API cannot read. Ask a replica of"
                    + " the new version, or read them as they are stored: .../trajectory."))
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .build();
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable e) {
    if (databaseAway(e)) {
      LOG.warn(
          "the database does not answer errorCode={} reason={}",
          ErrorCode.UNAVAILABLE.slug(),
          e.getMessage());
      return response(
              Problem.of(
                  ErrorCode.UNAVAILABLE,
                  "Try again in a moment; with an Idempotency-Key a job is never made twice."))
          .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
          .build();
    }
    LOG.error("a request failed errorCode={}", ErrorCode.INTERNAL.slug(), e);
    return response(
            Problem.of(ErrorCode.INTERNAL, "This is a fault of the platform; its log has more."))
        .build();
  }

  /** The same for a missing, unknown, expired and revoked key. */
  private static Response unauthorized() {
    return response(
            Problem.of(
                ErrorCode.UNAUTHORIZED,
                "Send a valid API key in the header Authorization: Bearer <key>."))
        .header(HttpHeaders.WWW_AUTHENTICATE, ApiKeyMechanism.CHALLENGE)
        .build();
  }

  private static String detail(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "There is nothing at this path. /q/openapi describes what there is.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method; Allow names those it takes.";
      case NOT_ACCEPTABLE -> "None of the types in Accept can be given here.";
      case BODY_TOO_LARGE -> "The body is longer than what is accepted.";
      case UNSUPPORTED_MEDIA_TYPE -> "Send the body as Content-Type: application/json.";
      default -> "The request cannot be understood.";
    };
  }

  private static boolean databaseAway(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        // Without a state it is the pool's: no connection in time.
        return state == null || (state.length() >= 2 && AWAY.contains(state.substring(0, 2)));
      }
    }
    return false;
  }

  private static ResponseBuilder response(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
  }
}
