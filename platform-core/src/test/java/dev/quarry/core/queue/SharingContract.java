package dev.quarry.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told to leave a slot to others, and what long rollouts are kept out of. */
abstract class SharingContract {
  private QueueUnderTest queue;
  private UUID greedy;
  private UUID other;

  abstract QueueUnderTest open();

  @BeforeEach
  void begin() {
    queue = open();
    greedy = queue.tenant("greedy");
    other = queue.tenant("other");
  }

  private List<Lease> claims(int count) {
    var leases = new ArrayList<Lease>();
    for (int i = 0; i < count; i++) {
      leases.add(queue.claim("a"));
      queue.passes(Duration.ofMillis(10));
    }
    return leases;
  }

  /** All of them work for a time, and nobody takes over. */
  private void work(List<Lease> leases, int seconds) {
    queue.passes(Duration.ofSeconds(seconds));
    assertThat(queue.leases().heartbeat(leases)).hasSize(leases.size());
  }

  private Set<UUID> told(List<Lease> leases) {
    return queue.leases().heartbeat(leases).entrySet().stream()
        .filter(kept -> kept.getValue().giveWay())
        .map(kept -> kept.getKey())
        .collect(Collectors.toSet());
  }

  private static Set<UUID> ids(List<Lease> leases) {
    return leases.stream().map(Lease::rolloutId).collect(Collectors.toSet());
  }

  @Test
  void asManyGiveWayAsMakeTurnsLevelTheLongestHoldersFirst() {
    // Given a tenant that has all six slots, and another that has waited for twenty seconds
    queue.slots(6);
    queue.job(greedy, 9, 0);
    List<Lease> held = claims(6);
    work(held, 80);
    queue.job(other, 9, 0);
    work(held, 20);

    // When
    queue.slots(6);
    Set<UUID> told = told(held);

    // Then the turns as each leaves its slot are 620, 420, 220 and 20 from those of who would come
    assertThat(told).isEqualTo(ids(held.subList(0, 3)));
    assertThat(told(held.subList(2, 6))).isEqualTo(ids(held.subList(2, 3)));
  }

  @Test
  void noMoreGiveWayThanWait() {
    queue.slots(6);
    queue.job(greedy, 9, 0);
    List<Lease> held = claims(6);
    work(held, 80);

    queue.slots(6);
    assertThat(told(held)).as("only its own tenant waits").isEmpty();
    queue.job(other);

    assertThat(told(held)).isEqualTo(ids(held.subList(0, 1)));
  }

  @Test
  void nobodyGivesWayToATenantAtItsCap() {
    UUID capped = queue.tenant("capped", 1, 1);
    queue.slots(6);
    queue.job(capped, 2, 0);
    List<Lease> held = claims(1);
    queue.job(greedy, 9, 0);
    held.addAll(claims(5));
    work(held, 80);

    queue.slots(6);

    assertThat(told(held)).isEmpty();
  }

  @Test
  void nobodyGivesWayWhileASlotIsFreeOrNoRunnerIsKnown() {
    queue.job(greedy, 9, 0);
    List<Lease> held = claims(6);
    work(held, 80);
    queue.job(other, 9, 0);

    assertThat(told(held)).isEmpty();
    queue.slots(7);
    assertThat(told(held)).isEmpty();
    queue.slots(6);
    assertThat(told(held)).isNotEmpty();
  }

  @Test
  void whoHasJustComeKeepsItsSlot() {
    queue.slots(6);
    queue.job(greedy, 9, 0);
    List<Lease> held = claims(2);
    work(held, 80);
    held.addAll(claims(4));
    queue.job(other, 9, 0);
    work(held, 20);

    queue.slots(6);

    assertThat(told(held)).isEqualTo(ids(held.subList(0, 2)));
  }

  @Test
  void whoGivesWayWaitsInItsPlaceAndTheOtherGetsTheSlot() {
    // Given
    queue.slots(3);
    UUID first = queue.job(greedy);
    queue.job(greedy, 9, 0);
    List<Lease> held = claims(3);
    work(held, 80);
    queue.job(other, 9, 0);
    queue.slots(3);
    assertThat(told(held)).containsExactly(held.getFirst().rolloutId());

    // When
    queue.leases().handBack(held.getFirst());

    // Then
    assertThat(queue.rollouts(first)).containsExactly("QUEUED of - @1, 0 attempts, wants [], 0 in");
    assertThat(queue.claim("a").tenantId()).isEqualTo(other);
    queue.leases().handBack(held.get(1));
    queue.leases().handBack(held.get(2));
    Lease again = queue.claim("a");
    assertThat(again.jobId()).isEqualTo(first);
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(again.wishes()).isEqualTo(Leases.Wishes.NONE);
  }

  @Test
  void longOnesAreNotClaimedIntoTheSlotsThatAreKeptFreeOfThem() {
    // Given two that have held slots for half an hour
    queue.slots(2);
    queue.job(greedy, 2, 0);
    List<Lease> held = claims(2);
    work(held, 1_820);
    held.forEach(queue.leases()::handBack);
    queue.slots(2);

    // When
    Lease one = queue.claim("a");

    // Then
    assertThat(ids(held)).contains(one.rolloutId());
    assertThat(queue.claims("a").claim()).as("one in sixteen is kept free").isEmpty();
    assertThat(queue.counters(greedy)).isEqualTo("1 queued, 1 running");
    queue.job(other);
    assertThat(queue.claim("a").tenantId()).as("of short work").isEqualTo(other);
    queue.slots(3);
    assertThat(ids(held)).contains(queue.claim("a").rolloutId());
  }

  @Test
  void singleSlotIsForAll() {
    queue.slots(1);
    queue.job(greedy);
    List<Lease> held = claims(1);
    work(held, 1_820);
    queue.leases().handBack(held.getFirst());
    queue.slots(1);

    assertThat(queue.claims("a").claim()).isPresent();
  }

  @Test
  void longOneInAReservedSlotGivesWayToShortWorkWhoeverIsAhead() {
    // Given a tenant that has become long in all slots, and whose turn it is
    queue.slots(2);
    queue.job(greedy, 2, 0);
    List<Lease> held = claims(2);
    work(held, 1_820);

    // When short work of its own waits
    queue.slots(2);
    assertThat(told(held)).isEmpty();
    queue.job(greedy);

    // Then
    assertThat(told(held)).isEqualTo(ids(held.subList(0, 1)));
    queue.leases().handBack(held.getFirst());
    assertThat(ids(held)).doesNotContain(queue.claim("a").rolloutId());
  }

  @Test
  void longOneGivesWayToALongOneOfATenantThatHasLess() {
    // Given a tenant with a long and a short one in two slots, and one whose long one waits
    queue.slots(2);
    queue.job(other);
    List<Lease> late = claims(1);
    work(late, 1_820);
    queue.leases().handBack(late.getFirst(), Duration.ofSeconds(100));
    queue.job(greedy, 2, 0);
    List<Lease> held = new ArrayList<>(claims(2));
    work(held, 2_400);
    queue.leases().handBack(held.removeFirst());
    queue.slots(2);
    queue.job(greedy);
    held.addAll(claims(1));
    work(held, 80);

    // When
    queue.slots(2);

    // Then
    assertThat(told(held)).isEqualTo(ids(held.subList(0, 1)));
    queue.leases().handBack(held.getFirst());
    assertThat(queue.claim("a").rolloutId()).isEqualTo(late.getFirst().rolloutId());
  }
}
