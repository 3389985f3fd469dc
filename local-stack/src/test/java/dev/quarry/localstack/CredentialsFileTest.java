package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsFileTest {
  @TempDir Path folder;

  @Test
  void passwordsAreRandomPrivateAndKept() throws Exception {
    // Given
    Path file = folder.resolve("credentials.properties");

    // When
    CredentialsFile made = CredentialsFile.readOrMake(file);
    CredentialsFile read = CredentialsFile.readOrMake(file);

    // Then
    assertThat(read).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(made.roles().values().stream().map(Credentials::password).distinct())
        .hasSize(Role.values().length)
        .allMatch(password -> password.length() == 32);
    assertThat(made.roles().get(Role.OWNER).user()).isEqualTo("quarry_owner");
  }

  @Test
  void missingEntriesAreAddedAndOthersKept() throws Exception {
    // Given
    Path file = folder.resolve("credentials.properties");
    Files.write(file, List.of("api.user=quarry_api", "api.password=kept"));

    // When
    CredentialsFile read = CredentialsFile.readOrMake(file);

    // Then
    assertThat(read.roles().get(Role.API).password()).isEqualTo("kept");
    assertThat(Files.readString(file)).contains("journal.password=").contains("api.password=kept");
  }

  @Test
  void textFormHidesThePassword() {
    // Given
    Credentials credentials = new Credentials("quarry_api", "s3cret");

    // When
    String text = credentials.toString();

    // Then
    assertThat(text).contains("quarry_api").doesNotContain("s3cret");
  }
}
