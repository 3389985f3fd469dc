package dev.quarry.core.tenancy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The installation's key that encrypts the keys of tenants: 32 bytes, base64, in a file of its own.
 * The text form leaves the key out.
 */
public final class Kek {
  private static final int BYTES = 32;
  private static final int ID_BYTES = 8;

  private final byte[] key;
  private final String id;

  /**
   * @param key 32 bytes
   */
  public Kek(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException(
          "a key for secrets has %d bytes; %d are needed".formatted(key.length, BYTES));
    }
    this.key = key.clone();
    this.id = HexFormat.of().formatHex(Arrays.copyOf(AesGcm.mac(key, "quarry kek id"), ID_BYTES));
  }

  /**
   * @throws IllegalArgumentException naming the file and what is wrong with it, never what is in it
   */
  public static Kek read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return new Kek(Base64.getDecoder().decode(text));
    } catch (IOException e) {
      throw new UncheckedIOException("the key for secrets cannot be read from " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is no key for secrets; 32 random bytes in base64 are, as from: openssl rand -base64 32"
              .formatted(file));
    }
  }

  /**
   * @return names the key without telling it: 16 hexadecimal digits
   */
  public String id() {
    return id;
  }

  byte[] key() {
    return key.clone();
  }

  @Override
  public String toString() {
    return "Kek[" + id + "]";
  }
}
