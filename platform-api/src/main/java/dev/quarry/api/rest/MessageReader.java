package dev.quarry.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.job.Message;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Optional;

/** Reads the bodies of {@code POST /jobs/{id}/messages} and {@code POST /jobs/{id}/answer}. */
@Singleton
public final class MessageReader {
  private static final String MESSAGE = "message";

  private final JsonBody bodies;
  private final int characters;

  MessageReader(JsonBody bodies, ApiConfig config) {
    this.bodies = bodies;
    this.characters = config.requests().messageCharacters();
  }

  /**
   * @throws ApiException naming every mistake
   */
  Message steer(InputStream body) {
    ObjectNode object = bodies.object(body);
    RequestFields fields = RequestFields.of(object);
    Optional<String> text = fields.requiredWords(MESSAGE, characters);
    return message(fields, text, Optional.empty(), object);
  }

  /**
   * @throws ApiException naming every mistake that can be known without the job
   */
  Message answer(InputStream body) {
    ObjectNode object = bodies.object(body);
    RequestFields fields = RequestFields.of(object);
    Optional<String> text = fields.words(MESSAGE, characters);
    return message(fields, text, fields.truth("approved"), object);
  }

  private Message message(
      RequestFields fields, Optional<String> text, Optional<Boolean> approved, ObjectNode object) {
    fields.refuseOthers();
    if (!fields.errors().isEmpty()) {
      throw ApiException.invalid(fields.errors());
    }
    return new Message(text.orElse(null), approved.orElse(null), bodies.hash(object));
  }
}
