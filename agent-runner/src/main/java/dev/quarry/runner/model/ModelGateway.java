package dev.quarry.runner.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The models behind the profiles: one of each, made when first asked for. */
public final class ModelGateway {
  private final ModelProfiles profiles;
  private final Function<ModelProfile, ChatModel> connect;
  private final Map<String, ChatModel> models = new ConcurrentHashMap<>();
  private final Map<String, CalibratedEstimate> estimates = new ConcurrentHashMap<>();

  /**
   * @param connect makes the model of a profile
   */
  public ModelGateway(ModelProfiles profiles, Function<ModelProfile, ChatModel> connect) {
    this.profiles = profiles;
    this.connect = connect;
  }

  public ModelProfiles profiles() {
    return profiles;
  }

  /**
   * @param profile by name
   * @throws IllegalArgumentException when there is no such profile
   */
  public ChatModel model(String profile) {
    return models.computeIfAbsent(profile, name -> priced(profiles.get(name)));
  }

  private ChatModel priced(ModelProfile profile) {
    return new PricedModel(connect.apply(profile), profile.price());
  }

  /**
   * @return how that profile's provider counts tokens, as far as it was seen on this runner
   */
  public CalibratedEstimate estimate(String profile) {
    return estimates.computeIfAbsent(profile, name -> new CalibratedEstimate());
  }
}
