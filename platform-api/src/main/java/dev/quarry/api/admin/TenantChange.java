package dev.quarry.api.admin;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the operator wants of a tenant; what is empty stays, or gets its default.
 *
 * @param weight above 0
 * @param maxRunning 0 or more
 */
public record TenantChange(
    Optional<String> name,
    Optional<Boolean> suspended,
    OptionalDouble weight,
    OptionalInt maxRunning) {}
