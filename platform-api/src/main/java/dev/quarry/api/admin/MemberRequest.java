package dev.quarry.api.admin;

import dev.quarry.api.auth.Role;

/**
 * A member to be.
 *
 * @param issuer of its tokens
 * @param subject that they name
 */
public record MemberRequest(String issuer, String subject, String name, Role role) {}
