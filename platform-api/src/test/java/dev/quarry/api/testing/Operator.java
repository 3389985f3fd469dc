package dev.quarry.api.testing;

import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** The operator, by the key that the application made at its start. */
public final class Operator {
  private Operator() {}

  public static RequestSpecification request() {
    return TestTenant.request(key());
  }

  public static String key() {
    try {
      return Files.readString(
              ConfigProvider.getConfig()
                  .getValue("quarry.api.bootstrap.operator-key-file", Path.class))
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
