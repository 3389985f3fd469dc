package dev.quarry.api.rest;

import dev.quarry.api.admin.KeyRequest;
import dev.quarry.api.admin.MemberRequest;
import dev.quarry.api.admin.TenantChange;
import dev.quarry.api.auth.Cidr;
import dev.quarry.api.auth.Role;
import dev.quarry.api.auth.Scope;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the bodies of administration. Each mistake is told. */
@Singleton
public final class AdminRequestReader {
  private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,64}");
  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final int NAME_CHARACTERS = 200;
  private static final int SUBJECT_CHARACTERS = 500;
  private static final int CIDRS = 64;
  private static final double WEIGHT_MOST = 1000;
  private static final double WEIGHT_LEAST = 0.001;
  private static final int RUNNING_MOST = 100_000;

  private final JsonBody bodies;
  private final int secretBytes;

  AdminRequestReader(JsonBody bodies, ApiConfig config) {
    this.bodies = bodies;
    this.secretBytes = config.tenants().secretBytes();
  }

  /** A tenant to be made. */
  record NewTenant(String slug, TenantChange wanted) {}

  /** What of a member is to be changed. */
  record MemberChange(Optional<String> name, Optional<Role> role) {}

  /** A project to be made. */
  record NewProject(String slug, String name) {}

  /** What of a project is to be changed. */
  record ProjectChange(Optional<String> name, Optional<Boolean> archived) {}

  NewProject project(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> slug = slug(fields);
    Optional<String> name = fields.words(NAME, NAME_CHARACTERS);
    finish(fields);
    return new NewProject(slug.orElseThrow(), name.or(() -> slug).orElseThrow());
  }

  ProjectChange projectChange(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    var change = new ProjectChange(fields.words(NAME, NAME_CHARACTERS), fields.truth("archived"));
    finish(fields);
    return change;
  }

  private static Optional<String> slug(RequestFields fields) {
    Optional<String> slug = fields.requiredWords("slug", NAME_CHARACTERS);
    slug.filter(s -> !SLUG.matcher(s).matches())
        .ifPresent(
            s ->
                fields.wrong(
                    "slug",
                    "is \"%.80s\"; 1 to 64 lower-case letters, digits and hyphens are accepted"
                        .formatted(s)));
    return slug;
  }

  NewTenant tenant(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> slug = slug(fields);
    TenantChange wanted = wanted(fields, Optional.empty());
    finish(fields);
    return new NewTenant(slug.orElseThrow(), wanted);
  }

  TenantChange tenantChange(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    TenantChange wanted = wanted(fields, fields.truth("suspended"));
    finish(fields);
    return wanted;
  }

  private static TenantChange wanted(RequestFields fields, Optional<Boolean> suspended) {
    Optional<String> name = fields.words(NAME, NAME_CHARACTERS);
    OptionalDouble weight = fields.decimal("weight");
    if (weight.isPresent()
        && !(weight.getAsDouble() >= WEIGHT_LEAST && weight.getAsDouble() <= WEIGHT_MOST)) {
      fields.wrong("weight", "is %s; 0.001 to 1000 is accepted".formatted(weight.getAsDouble()));
    }
    OptionalLong cap = fields.integer("maxRunning");
    if (cap.isPresent() && (cap.getAsLong() < 0 || cap.getAsLong() > RUNNING_MOST)) {
      fields.wrong(
          "maxRunning", "is %d; 0 to %d is accepted".formatted(cap.getAsLong(), RUNNING_MOST));
    }
    OptionalInt most =
        cap.isPresent() ? OptionalInt.of((int) cap.getAsLong()) : OptionalInt.empty();
    return new TenantChange(name, suspended, weight, most);
  }

  KeyRequest key(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> name = fields.requiredWords(NAME, NAME_CHARACTERS);
    Optional<Role> role = role(fields);
    List<String> scopes = fields.texts("scopes", Scope.all().size()).orElse(List.of());
    for (String scope : scopes) {
      if (!Scope.all().contains(scope)) {
        fields.wrong(
            "scopes",
            "has \"%.80s\"; accepted are %s".formatted(scope, String.join(", ", Scope.all())));
      }
    }
    if (role.isPresent() != scopes.isEmpty() && fields.errors().isEmpty()) {
      fields.wrong(
          ROLE,
          role.isPresent()
              ? "is there with scopes; one of them is accepted"
              : "is missing, and so is scopes; roles are " + Role.accepted());
    }
    List<String> ranges = fields.texts("allowedCidrs", CIDRS).orElse(List.of());
    for (String range : ranges) {
      if (Cidr.parse(range).isEmpty()) {
        fields.wrong(
            "allowedCidrs",
            "has \"%.80s\"; ranges as in 10.0.0.0/8 and 2001:db8::/32 are accepted"
                .formatted(range));
      }
    }
    Optional<Instant> expiresAt = fields.text("expiresAt").flatMap(text -> later(fields, text));
    finish(fields);
    return new KeyRequest(
        name.orElseThrow(), role.orElse(null), scopes, ranges, expiresAt.orElse(null));
  }

  private static Optional<Instant> later(RequestFields fields, String text) {
    try {
      Instant instant = Instant.parse(text);
      if (instant.isAfter(Instant.now())) {
        return Optional.of(instant);
      }
      fields.wrong("expiresAt", "is %s, which is past".formatted(instant));
    } catch (DateTimeException e) {
      fields.wrong(
          "expiresAt",
          "is \"%.80s\"; a time as in 2027-01-31T00:00:00Z is accepted".formatted(text));
    }
    return Optional.empty();
  }

  MemberRequest member(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> issuer = fields.requiredWords("issuer", SUBJECT_CHARACTERS);
    Optional<String> subject = fields.requiredWords("subject", SUBJECT_CHARACTERS);
    Optional<String> name = fields.requiredWords(NAME, NAME_CHARACTERS);
    Optional<Role> role = role(fields);
    if (role.isEmpty() && fields.errors().isEmpty()) {
      fields.wrong(ROLE, "is missing; accepted are " + Role.accepted());
    }
    finish(fields);
    return new MemberRequest(
        issuer.orElseThrow(), subject.orElseThrow(), name.orElseThrow(), role.orElseThrow());
  }

  MemberChange memberChange(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    MemberChange change = new MemberChange(fields.words(NAME, NAME_CHARACTERS), role(fields));
    finish(fields);
    return change;
  }

  String secret(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> value = fields.requiredWords("value", secretBytes);
    value
        .map(v -> v.getBytes(StandardCharsets.UTF_8).length)
        .filter(length -> length > secretBytes && fields.errors().isEmpty())
        .ifPresent(
            length ->
                fields.wrong(
                    "value",
                    "has %,d bytes; at most %,d are accepted".formatted(length, secretBytes)));
    finish(fields);
    return value.orElseThrow();
  }

  private static Optional<Role> role(RequestFields fields) {
    Optional<String> given = fields.text(ROLE);
    Optional<Role> role = given.flatMap(Role::of);
    if (given.isPresent() && role.isEmpty()) {
      fields.wrong(ROLE, "is \"%.80s\"; accepted are %s".formatted(given.get(), Role.accepted()));
    }
    return role;
  }

  private static void finish(RequestFields fields) {
    fields.refuseOthers();
    if (!fields.errors().isEmpty()) {
      throw ApiException.invalid(fields.errors());
    }
  }
}
