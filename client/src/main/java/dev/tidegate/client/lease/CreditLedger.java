package dev.tidegate.client.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many deliveries each queue of one stream may still make.
 *
 * <p>Credit cannot be taken back, so the free slots are split over the queues instead of being
 * promised to each: the unused credit of all busy queues together never exceeds the free slots. A
 * queue that is empty would keep its share from the others for ever; once it is seen idle its share
 * is lent out. Should it then deliver after all, the job finds no slot and is released, which costs
 * it no attempt.
 */
final class CreditLedger {
  private final Map<String, Account> accounts = new LinkedHashMap<>();

  CreditLedger(List<String> queues) {
    for (String queue : queues) {
      accounts.put(queue, new Account());
    }
  }

  /** A new stream: its permissions begin at nothing. */
  void reset(long nowNanos) {
    for (Account account : accounts.values()) {
      account.granted = 0;
      account.delivered = 0;
      account.idle = false;
      account.sinceNanos = nowNanos;
    }
  }

  /** One delivery used up a permission. Deliveries of an earlier stream may exceed this one's. */
  void delivered(String queue, long nowNanos) {
    Account account = accounts.get(queue);
    if (account != null) {
      account.delivered = Math.min(account.granted, account.delivered + 1);
      account.idle = false;
      account.sinceNanos = nowNanos;
    }
  }

  /** The runtime says that nothing will come from this queue for now. */
  void markIdle(String queue) {
    Account account = accounts.get(queue);
    if (account != null) {
      account.idle = true;
    }
  }

  /** Queues that had credit and delivered nothing for {@code idleNanos} are idle from here on. */
  void markIdleSince(long nowNanos, long idleNanos) {
    for (Account account : accounts.values()) {
      if (account.unused() > 0 && nowNanos - account.sinceNanos >= idleNanos) {
        account.idle = true;
      }
    }
  }

  /** Hands {@code freeSlots} out, one by one to whoever has least; answers the new totals. */
  List<Send.Credit> grant(int freeSlots, long nowNanos) {
    List<Account> changed = new ArrayList<>();
    for (long left = freeSlots - unusedOfBusyQueues(); left > 0; left--) {
      Account poorest = poorestBelow(freeSlots);
      if (poorest == null) {
        break;
      }
      if (poorest.unused() == 0) {
        poorest.sinceNanos = nowNanos;
      }
      poorest.granted++;
      if (!changed.contains(poorest)) {
        changed.add(poorest);
      }
    }
    List<Send.Credit> credits = new ArrayList<>(changed.size());
    accounts.forEach(
        (queue, account) -> {
          if (changed.contains(account)) {
            credits.add(new Send.Credit(queue, account.granted));
          }
        });
    return credits;
  }

  private long unusedOfBusyQueues() {
    return accounts.values().stream()
        .filter(account -> !account.idle)
        .mapToLong(Account::unused)
        .sum();
  }

  private @Nullable Account poorestBelow(int freeSlots) {
    Account poorest = null;
    for (Account account : accounts.values()) {
      if (account.unused() < freeSlots
          && (poorest == null || account.unused() < poorest.unused())) {
        poorest = account;
      }
    }
    return poorest;
  }

  private static final class Account {
    private long granted;
    private long delivered;
    private boolean idle;
    private long sinceNanos;

    private long unused() {
      return granted - delivered;
    }
  }
}
