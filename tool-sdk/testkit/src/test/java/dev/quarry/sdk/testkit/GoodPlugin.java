package dev.quarry.sdk.testkit;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Source;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolResult;
import dev.quarry.sdk.Toolset;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;

/** A plugin as it should be: a tool that asks a server, and a search source. */
final class GoodPlugin {
  private GoodPlugin() {}

  public record Place(
      @Describe(value = "Cities, one or more", min = 1, max = 3, acceptSingle = true)
          List<String> cities,
      @Describe("Language of the answer") Optional<String> language) {}

  /** Asks the weather server of the setting {@code base-url}. */
  public static final class Weather implements Tool<Place> {
    @Override
    public String name() {
      return "weather";
    }

    @Override
    public String description() {
      return "Today's weather in cities";
    }

    @Override
    public Class<Place> inputType() {
      return Place.class;
    }

    @Override
    public Effect effect() {
      return Effect.READ;
    }

    @Override
    public ToolResult call(Place place, ToolContext context) throws InterruptedException {
      context.progress("asking for " + place.cities());
      URI uri = URI.create(context.setting("base-url").orElseThrow());
      var headers = Map.of("X-Api-Key", context.secret("key").orElse(""));
      var reply =
          context
              .http()
              .send(new HttpCall("GET", uri, headers, Optional.empty(), context.remaining()));
      return ToolResult.success(
          place.cities() + ": " + reply.text(),
          List.of(new Source(uri.toString(), "Weather", reply.text())));
    }
  }

  @Extension
  public static final class WeatherTools implements Toolset {
    public WeatherTools() {}

    @Override
    public String name() {
      return "weather";
    }

    @Override
    public String description() {
      return "The weather";
    }

    @Override
    public List<Tool<?>> tools() {
      return List.of(new Weather());
    }
  }

  @Extension
  public static final class Almanac implements SearchSource {
    public Almanac() {}

    @Override
    public String id() {
      return "almanac";
    }

    @Override
    public Readiness readiness(CallContext context) {
      return context.setting("base-url").isPresent()
          ? Readiness.ready()
          : Readiness.notReady("set quarry.plugins.\"almanac\".base-url");
    }

    @Override
    public List<SearchHit> search(String query, int limit, CallContext context) {
      return List.of(SearchHit.of(query, "https://example.org/" + query, "about " + query));
    }
  }
}
