package dev.quarry.runner.model;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All profiles of this runner by name, with the one that serves each role. */
public final class ModelProfiles {
  private final Map<String, ModelProfile> byName;
  private final String defaultName;
  private final Map<ModelRole, String> roles;

  /**
   * @param profiles beside the built-in one
   * @param defaultName for jobs that ask for none
   * @param roles roles that are always served by one profile, whatever a job asks for
   * @throws IllegalArgumentException when a name is taken twice, reserved or unknown, or profiles
   *     that share their provider's limits differ about them
   */
  public ModelProfiles(
      Collection<ModelProfile> profiles, String defaultName, Map<ModelRole, String> roles) {
    this.byName = new TreeMap<>();
    byName.put(ModelProfile.EXTRACTIVE, ModelProfile.extractive());
    for (ModelProfile profile : profiles) {
      if (byName.put(profile.name(), profile) != null) {
        throw new IllegalArgumentException(
            "model profile '" + profile.name() + "' is defined twice or built in");
      }
    }
    agreeOnRates(byName.values());
    this.defaultName = known("the default", defaultName);
    this.roles = new EnumMap<>(ModelRole.class);
    roles.forEach((role, name) -> this.roles.put(role, known("role " + role.id(), name)));
  }

  public Optional<ModelProfile> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * @throws IllegalArgumentException when there is none; the message lists those there are
   */
  public ModelProfile get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException(unknown("a job", name)));
  }

  /**
   * @return for a job that names none: the agent role's profile, else the default
   */
  public ModelProfile defaultProfile() {
    return get(roles.getOrDefault(ModelRole.AGENT, defaultName));
  }

  /**
   * @param agent profile of the job's agent
   * @return the profile that serves that role in such a job: the one configured for the role, else
   *     the agent's own
   */
  public ModelProfile serving(ModelRole role, ModelProfile agent) {
    return switch (role) {
      case AGENT -> agent;
      case READER, SYNTHESISER, JUDGE -> get(roles.getOrDefault(role, agent.name()));
    };
  }

  /**
   * @return all, in the order of their names
   */
  public Collection<ModelProfile> all() {
    return List.copyOf(byName.values());
  }

  private static void agreeOnRates(Collection<ModelProfile> profiles) {
    Map<String, ModelProfile> first = new HashMap<>();
    for (ModelProfile profile : profiles) {
      ModelProfile other =
          profile.account().map(account -> first.putIfAbsent(account, profile)).orElse(null);
      if (other != null && !other.limits().rate().equals(profile.limits().rate())) {
        throw new IllegalArgumentException(
            ("model profiles '%s' and '%s' ask the same model with the same key, but one has %s,"
                    + " the other %s; give both the same limits.requests-per-minute and"
                    + " limits.tokens-per-minute")
                .formatted(
                    other.name(), profile.name(), other.limits().rate(), profile.limits().rate()));
      }
    }
  }

  private String known(String who, String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalArgumentException(unknown(who, name));
    }
    return name;
  }

  private String unknown(String who, String name) {
    return who
        + " names model profile '"
        + name
        + "', which does not exist; there are "
        + String.join(", ", byName.keySet());
  }
}
