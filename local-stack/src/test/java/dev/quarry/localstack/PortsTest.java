package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
  @Test
  void busyPortIsEvaded() throws Exception {
    // Given
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      // When
      int chosen = Ports.choose(busy.getLocalPort());

      // Then
      assertThat(chosen).isNotEqualTo(busy.getLocalPort()).isPositive();
    }
  }

  @Test
  void freePortIsTakenAsPreferred() throws Exception {
    // Given
    int free = Ports.choose(0);

    // When
    int chosen = Ports.choose(free);

    // Then
    assertThat(chosen).isEqualTo(free);
  }

  @Test
  void severalPortsDiffer() {
    // Given, when
    var ports = Ports.chooseDistinct(0, 3);

    // Then
    assertThat(ports).hasSize(3).doesNotHaveDuplicates();
  }
}
