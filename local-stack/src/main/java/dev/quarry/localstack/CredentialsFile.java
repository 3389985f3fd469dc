package dev.quarry.localstack;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The passwords of a stack, random and made once, in a file that only its owner reads. Keys are
 * {@code <role>.user} and {@code <role>.password}; {@code superuser} is for nobody but tests and
 * repair.
 */
record CredentialsFile(Credentials superuser, Map<Role, Credentials> roles) {
  private static final int PASSWORD_BYTES = 24;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  static final String SUPERUSER = "postgres";

  CredentialsFile {
    roles = Map.copyOf(roles);
  }

  /** Reads the file, adding what is missing to it. */
  static CredentialsFile readOrMake(Path file) {
    try {
      Properties stored = new Properties();
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        try (Reader reader = Files.newBufferedReader(file)) {
          stored.load(reader);
        }
      }
      int before = stored.size();
      Credentials superuser = entry(stored, "superuser", SUPERUSER);
      Map<Role, Credentials> roles = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        roles.put(role, entry(stored, role.key(), role.login()));
      }
      if (stored.size() > before) {
        write(file, stored);
      }
      return new CredentialsFile(superuser, roles);
    } catch (IOException | IllegalArgumentException e) {
      throw new LocalStackException("The file " + file + " cannot be used: " + e, e);
    }
  }

  private static Credentials entry(Properties stored, String key, String user) {
    stored.putIfAbsent(key + ".user", user);
    stored.computeIfAbsent(key + ".password", absent -> randomPassword());
    return new Credentials(user, stored.getProperty(key + ".password"));
  }

  private static void write(Path file, Properties stored) throws IOException {
    Path made =
        Files.createTempFile(file.toAbsolutePath().getParent(), ".credentials", "", PRIVATE);
    try (var writer = Files.newBufferedWriter(made)) {
      stored.store(writer, "Logins of the local stack's database. Keep private.");
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
