package dev.quarry.api.rest;

import dev.quarry.api.budget.BudgetLimits;
import dev.quarry.api.error.ApiException;
import jakarta.inject.Singleton;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the body that sets a budget. */
@Singleton
public final class BudgetLimitsReader {
  /** A thousand million of the currency, or a million million tokens. */
  private static final long MOST = 1_000_000_000_000_000L;

  private final JsonBody bodies;

  BudgetLimitsReader(JsonBody bodies) {
    this.bodies = bodies;
  }

  BudgetLimits read(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    BudgetLimits limits =
        new BudgetLimits(
            amount(fields, "tokens"),
            amount(fields, "costMicros"),
            amount(fields, "toolCalls"),
            amount(fields, "slotSeconds"));
    if (limits.equals(new BudgetLimits(null, null, null, null)) && fields.errors().isEmpty()) {
      fields.wrong(
          "body", "limits nothing; give one or more of tokens, costMicros, toolCalls, slotSeconds");
    }
    fields.refuseOthers();
    if (!fields.errors().isEmpty()) {
      throw ApiException.invalid(fields.errors());
    }
    return limits;
  }

  private static @Nullable Long amount(RequestFields fields, String field) {
    var given = fields.integer(field);
    if (given.isEmpty()) {
      return null;
    }
    if (given.getAsLong() < 0 || given.getAsLong() > MOST) {
      fields.wrong(field, "is %d; accepted are 0 to %d".formatted(given.getAsLong(), MOST));
    }
    return given.getAsLong();
  }
}
