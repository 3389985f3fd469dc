/**
 * A real PostgreSQL server and a real Kafka broker on one machine, without Docker.
 *
 * <p>{@link dev.quarry.localstack.LocalStack} starts both on one folder and stops them again; the
 * data stay. Nothing outlives the process that started the stack, however that process ends.
 */
@NullMarked
package dev.quarry.localstack;

import org.jspecify.annotations.NullMarked;
