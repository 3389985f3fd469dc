package dev.quarry.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key: {@code qry_<id>_<secret>_<checksum>}, or {@code qop_…} for one of the platform's
 * operator. The id (8 characters) is public and names the key in tables and logs; the secret (30
 * characters of 62, 178 bits) makes it one; the checksum (6 characters) is the CRC-32 of all before
 * it, so that a mistyped key is known without the database.
 */
public final class ApiKey {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String TENANT = "qry";
  private static final String OPERATOR = "qop";
  private static final int ID_LENGTH = 8;
  private static final int SECRET_LENGTH = 30;
  private static final int CHECKSUM_LENGTH = 6;
  private static final Pattern FORM =
      Pattern.compile("((qry|qop)_([0-9A-Za-z]{8})_[0-9A-Za-z]{30})_([0-9A-Za-z]{6})");

  private final String text;
  private final String id;

  private ApiKey(String text, String id) {
    this.text = text;
    this.id = id;
  }

  /**
   * Makes a new key.
   *
   * @param random must be cryptographically strong
   */
  public static ApiKey generate(RandomGenerator random) {
    return generate(TENANT, random);
  }

  /** The same for the operator. */
  public static ApiKey generateForOperator(RandomGenerator random) {
    return generate(OPERATOR, random);
  }

  private static ApiKey generate(String prefix, RandomGenerator random) {
    String id = characters(random, ID_LENGTH);
    String head = prefix + "_" + id + "_" + characters(random, SECRET_LENGTH);
    return new ApiKey(head + "_" + checksum(head), id);
  }

  /**
   * @return the key, or nothing when the text has not the form or the checksum of one
   */
  public static Optional<ApiKey> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() && checksum(matcher.group(1)).equals(matcher.group(4))
        ? Optional.of(new ApiKey(text, matcher.group(3)))
        : Optional.empty();
  }

  /**
   * @return its public part
   */
  public String id() {
    return id;
  }

  /**
   * @return whether it is one of the operator's
   */
  public boolean operator() {
    return text.startsWith(OPERATOR);
  }

  /**
   * @return SHA-256 of the whole key: what is stored. The secret is random, so no slow hash is
   *     needed.
   */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * @return the whole key, to be shown once
   */
  public String reveal() {
    return text;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return text.substring(0, TENANT.length() + 1) + id + "_…";
  }

  private static String characters(RandomGenerator random, int length) {
    var characters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      characters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return characters.toString();
  }

  private static String checksum(String head) {
    CRC32 crc = new CRC32();
    crc.update(head.getBytes(StandardCharsets.US_ASCII));
    long rest = crc.getValue();
    char[] digits = new char[CHECKSUM_LENGTH];
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
      rest /= ALPHABET.length();
    }
    return new String(digits);
  }
}
