package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.localstack.testing.SharedStack;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.DriverManager;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SharedStackIT {
  @Test
  void freshDatabasesDifferOnOneServerAndAllRolesConnect() throws Exception {
    // Given
    Endpoints postgres = SharedStack.postgresOnly();

    // When
    Endpoints first = SharedStack.freshDatabase();
    Endpoints second = SharedStack.freshDatabase();

    // Then
    assertThat(postgres.bootstrapServers()).isEmpty();
    assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
    assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
    assertThat(hostOf(first)).isEqualTo(hostOf(postgres));
    for (Role role : Role.values()) {
      Credentials login = second.of(role);
      try (var connection =
          DriverManager.getConnection(second.jdbcUrl(), login.user(), login.password())) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }

  @Test
  void anotherClassLoaderMeetsTheSameServers() throws Exception {
    // Given
    Endpoints here = SharedStack.get();
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .map(each -> java.nio.file.Path.of(each))
            .map(SharedStackIT::url)
            .toArray(URL[]::new);

    // When
    try (URLClassLoader other = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Class<?> again = other.loadClass(SharedStack.class.getName());
      Object there = again.getMethod("get").invoke(null);

      // Then
      assertThat(again).isNotSameAs(SharedStack.class);
      assertThat(there.getClass().getMethod("jdbcUrl").invoke(there)).isEqualTo(here.jdbcUrl());
      assertThat(there.getClass().getMethod("bootstrapServers").invoke(there))
          .isEqualTo(here.bootstrapServers());
    }
  }

  private static URL url(java.nio.file.Path path) {
    try {
      return path.toUri().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String hostOf(Endpoints endpoints) {
    return endpoints.jdbcUrl().substring(0, endpoints.jdbcUrl().lastIndexOf('/'));
  }
}
