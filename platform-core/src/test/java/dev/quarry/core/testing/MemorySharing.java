package dev.quarry.core.testing;

import dev.quarry.core.queue.Sharing;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.testing.MemoryTables.Rollout;
import dev.quarry.core.testing.MemoryTables.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What {@code LongRollouts} and {@code GivingWay} decide. */
final class MemorySharing {
  private static final Comparator<Rollout> BY_HOLD =
      Comparator.<Rollout, Instant>comparing(r -> Objects.requireNonNull(r.heldSince))
          .thenComparing(r -> r.id, MemoryTables.BY_BYTES);

  private final MemoryTables tables;
  private final VirtualTime price;
  private final Sharing sharing;

  MemorySharing(MemoryTables tables, VirtualTime price) {
    this.tables = tables;
    this.price = price;
    this.sharing = price.sharing();
  }

  private boolean isLong(Rollout rollout) {
    return rollout.slotSeconds >= sharing.longFrom().toMillis() / 1000.0;
  }

  /** How many long ones hold slots beyond those that are for them; negative while there is room. */
  private int crowd(Instant now) {
    int slots = tables.slots(now);
    return (int) tables.running.stream().filter(this::isLong).count()
        - (slots - sharing.reserved(slots));
  }

  boolean mayClaim(Rollout rollout, Instant now) {
    return !isLong(rollout) || crowd(now) < 0 || tables.slots(now) == 0;
  }

  private record Giver(Rollout rollout, double turn) {}

  private record Taker(double turn, boolean isLong) {}

  /** The rollouts of all runners that are to leave their slots to others. */
  Set<UUID> giveWay(Instant now) {
    int slots = tables.slots(now);
    if (slots == 0 || slots > tables.tenants.values().stream().mapToInt(t -> t.running).sum()) {
      return Set.of();
    }
    int crowd = crowd(now);
    List<Giver> givers = givers(now);
    double furthest = givers.stream().mapToDouble(Giver::turn).max().orElse(-1e300);
    List<Taker> takers = takers(now, slots, crowd, furthest);
    var leaving = new HashSet<UUID>();
    int longLeaving = 0;
    for (int place = 0; place < Math.min(givers.size(), takers.size()); place++) {
      Giver giver = givers.get(place);
      Taker taker = takers.get(place);
      boolean fits = !taker.isLong() || isLong(giver.rollout()) || crowd < 0;
      if (giver.turn() - taker.turn() > sharing.distance() && fits) {
        leaving.add(giver.rollout().id);
        longLeaving += isLong(giver.rollout()) ? 1 : 0;
      }
    }
    int shortTakers = (int) takers.stream().filter(t -> !t.isLong()).count();
    int besides = Math.min(crowd - longLeaving, shortTakers - leaving.size());
    tables.running.stream()
        .filter(r -> mayLeave(r, now) && isLong(r) && !leaving.contains(r.id))
        .sorted(BY_HOLD)
        .limit(Math.max(0, besides))
        .map(r -> r.id)
        .toList()
        .forEach(leaving::add);
    return leaving;
  }

  private boolean mayLeave(Rollout rollout, Instant now) {
    return rollout.leaseUntil != null
        && rollout.leaseUntil.isAfter(now)
        && rollout.heldSince != null
        && !rollout.heldSince.isAfter(now.minus(sharing.heldAtLeast()));
  }

  private List<Giver> givers(Instant now) {
    Map<UUID, Integer> left = new HashMap<>();
    var givers = new ArrayList<Giver>();
    tables.running.stream()
        .filter(r -> mayLeave(r, now))
        .sorted(BY_HOLD)
        .forEach(
            r -> {
              Tenant tenant = tables.tenant(r.tenantId());
              int nth = left.merge(tenant.id, 1, Integer::sum);
              givers.add(new Giver(r, tenant.vtime + ahead(tenant) * (tenant.running - nth)));
            });
    givers.sort(
        Comparator.comparingDouble((Giver g) -> -g.turn())
            .thenComparing(g -> g.rollout().id, MemoryTables.BY_BYTES));
    return givers;
  }

  private List<Taker> takers(Instant now, int slots, int crowd, double furthest) {
    var takers = new ArrayList<Taker>();
    for (Tenant tenant : tables.tenants.values()) {
      double vtime = tenant.fresh ? Math.max(tenant.vtime, tables.fairStart(tenant)) : tenant.vtime;
      double turn = vtime + ahead(tenant) * tenant.running;
      if (tenant.queued == 0 || (crowd <= 0 && turn + sharing.distance() >= furthest)) {
        continue;
      }
      int most = Math.min(tenant.maxRunning - tenant.running, slots);
      int brief = waiting(tenant, false, now, most);
      int all = brief + (crowd <= 0 ? waiting(tenant, true, now, most - brief) : 0);
      for (int n = 0; n < all; n++) {
        takers.add(new Taker(turn + ahead(tenant) * n, n >= brief));
      }
    }
    takers.sort(Comparator.comparingDouble(Taker::turn).thenComparing(Taker::isLong));
    return takers;
  }

  private int waiting(Tenant tenant, boolean longOnes, Instant now, int most) {
    return (int)
        tenant.waiting.stream()
            .filter(r -> !r.notBefore.isAfter(now) && isLong(r) == longOnes)
            .limit(Math.max(0, most))
            .count();
  }

  private double ahead(Tenant tenant) {
    return price.ahead() / tenant.weight;
  }
}
