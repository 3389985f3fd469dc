package dev.quarry.runner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelProfileTest {
  @Test
  void keyIsNeverPrinted() {
    // Given
    ModelProfile profile = profile("lab", "http://127.0.0.1:1/v1");
    // Then
    assertThat(profile.toString()).contains("lab", "[key]").doesNotContain("sk-hidden");
    assertThatThrownBy(() -> ApiKey.of("sk-hidden with space"))
        .message()
        .doesNotContain("sk-hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/v1",
        "http://127.0.0.1:1/v1/",
        "http://127.0.0.1:1/v1/chat/completions"
      })
  void baseUrlIsTakenAsPeoplePasteIt(String url) {
    assertThat(((Provider.ChatCompletions) profile("lab", url).provider()).baseUrls())
        .containsExactly(URI.create("http://127.0.0.1:1/v1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8000", "ftp://h/v1", "/v1", "http://h/v1?key=1", "h"})
  void otherUrlsAreRefusedByName(String url) {
    assertThatThrownBy(() -> profile("lab", url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("http(s)://host[:port]/path");
  }

  @Test
  void passwordInAUrlIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> profile("lab", "http://me:secret@h/v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret");
  }

  @Test
  void rolesFallBackToTheJobsOwnModel() {
    // Given
    ModelProfile lab = profile("lab", "http://h/v1");
    ModelProfiles profiles =
        new ModelProfiles(
            List.of(lab, profile("small", "http://h/v1")),
            "lab",
            Map.of(ModelRole.READER, "small"));
    // Then
    assertThat(profiles.defaultProfile()).isSameAs(lab);
    assertThat(profiles.serving(ModelRole.READER, lab).name()).isEqualTo("small");
    assertThat(profiles.serving(ModelRole.JUDGE, lab)).isSameAs(lab);
    assertThat(profiles.all())
        .extracting(ModelProfile::name)
        .containsExactly("extractive", "lab", "small");
  }

  @Test
  void unknownAndReservedNamesAreRefused() {
    assertThatThrownBy(() -> new ModelProfiles(List.of(), "gpt", Map.of()))
        .hasMessageContaining("'gpt'")
        .hasMessageContaining("extractive");
    assertThatThrownBy(
            () ->
                new ModelProfiles(
                    List.of(profile("extractive", "http://h/v1")), "extractive", Map.of()))
        .hasMessageContaining("built in");
    assertThatThrownBy(() -> profile("Big Model", "http://h/v1"))
        .hasMessageContaining("'Big Model'");
  }

  @Test
  void accountIsOfServersKeyAndModelAndTellsNothingOfTheKey() {
    // Given
    var urls = List.of(URI.create("https://api.example.com/v1"), URI.create("http://b:8000/v1"));
    Provider.ChatCompletions servers = new Provider.ChatCompletions(urls, ApiKey.of("sk-hidden"));
    // When
    String account = servers.account("m");
    // Then
    assertThat(account).matches("api\\.example\\.com/m#[0-9a-f]{32}");
    assertThat(
            new Provider.ChatCompletions(
                    List.of(URI.create("https://API.example.com/"), urls.getLast()),
                    ApiKey.of("sk-hidden"))
                .account("m"))
        .isEqualTo(account);
    assertThat(servers.account("n")).isNotEqualTo(account);
    assertThat(new Provider.ChatCompletions(urls, ApiKey.of("sk-2")).account("m"))
        .isNotEqualTo(account);
    assertThat(new Provider.ChatCompletions(urls, null).account("m")).isNotEqualTo(account);
    assertThat(
            new Provider.ChatCompletions(urls.subList(0, 1), ApiKey.of("sk-hidden")).account("m"))
        .isNotEqualTo(account);
    assertThat(ModelProfile.extractive().account()).isEmpty();
  }

  private static ModelProfile profile(String name, String url) {
    return new ModelProfile(
        name,
        "m",
        new Provider.ChatCompletions(List.of(URI.create(url)), ApiKey.of("sk-hidden")),
        new Dialect(Protocol.NATIVE, ThinkMode.NONE, 8_192),
        SamplingDefaults.of(Protocol.NATIVE),
        CallLimits.DEFAULT,
        Price.NONE);
  }
}
